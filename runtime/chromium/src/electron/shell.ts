import { spawn } from 'node:child_process';
import { context } from '../context';
import { findProgram, helperEnvironment } from './helpers';

/** Links and files that the app asked the desktop to open, in tests. */
export const opened: string[] = [];

async function openExternal(url: string): Promise<void> {
  const parsed = new URL(url);
  if (context.options.test) {
    opened.push(parsed.href);
    return;
  }
  await open(parsed.href);
}

function open(target: string): Promise<void> {
  const name = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const program = findProgram(name);
  if (!program) return Promise.reject(new Error(`This desktop has no ${name}: install xdg-utils, or open the address yourself.`));
  return new Promise((resolve, reject) => {
    // xdg-open may stay as long as the browser it starts.
    const child = spawn(program, [target], { env: helperEnvironment(), stdio: 'ignore', detached: true });
    child.once('error', () => reject(new Error(`${name} could not be started`)));
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${name} could not open the address (exit ${code})`))));
    setTimeout(resolve, 2000).unref();
    child.unref();
  });
}

export const shellMembers = {
  openExternal,
  async openPath(path: string): Promise<string> {
    if (context.options.test) {
      opened.push(path);
      return '';
    }
    return open(path).then(
      () => '',
      (error: Error) => error.message,
    );
  },
  showItemInFolder(path: string): void {
    if (context.options.test) opened.push(path);
    else open(path.replace(/[^/]*$/, '')).catch(() => {});
  },
  beep(): void {
    process.stderr.write('\x07');
  },
};
