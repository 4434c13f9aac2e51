import { readFileSync } from 'node:fs';
import type { PageConfig } from '../page/wire';

/** The two scripts that the build puts beside the runtime; read once. */
const read = (name: string): string => readFileSync(new URL(`./page/${name}.js`, import.meta.url), 'utf8');
let main: string | null = null;
let isolated: string | null = null;

/** The scripts of the page's two worlds, the isolated one with its configuration. */
export function pageScripts(config: PageConfig): { main: string; isolated: string } {
  main ??= read('main-world');
  isolated ??= read('isolated-world');
  return { main, isolated: `{const __CONFIG__=${JSON.stringify(config)};\n${isolated}\n}` };
}
