import { readFileSync } from 'node:fs';

/** A preload as Chromium runs it, or why it is refused. */
export type Preload = { readonly source: string } | { readonly refused: string };

/**
 * Reads a preload script under a sandboxed preload's rules: CommonJS, one file. It runs inside a function of its own, which the isolated
 * world's script calls with `require` and the rest.
 */
export function readPreload(path: string): Preload {
  if (path.endsWith('.mjs')) return { refused: 'A sandboxed preload script cannot be an ES module (Electron, tutorial "ES Modules").' };
  try {
    const text = readFileSync(path, 'utf8');
    // One line before the text keeps its line numbers; the newline behind it ends a closing comment.
    const source = `globalThis.__runPreload?.(function (require, module, exports, process, global) {${text}\n});\n//# sourceURL=${path}`;
    return { source };
  } catch {
    return { refused: `ENOENT: no such file or directory, open '${path}'` };
  }
}
