// What the small programs share. They run on Electron and on Electron-on-Chromium, and print what they see, one line each.
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain, protocol } from 'electron';

export const line = (...parts) =>
  process.stdout.write(`${parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ')}\n`);

export const privileges = { standard: true, secure: true, supportFetchAPI: true };

/** Registers `app://test` before ready; `routes` maps a path to [type, body, headers]. */
export function register() {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }]);
}
export function serve(routes) {
  protocol.handle('app', (request) => {
    const route = routes[new URL(request.url).pathname];
    if (!route) return new Response('not here', { status: 404 });
    const [type, body, headers] = route;
    return new Response(body, { headers: { 'content-type': type, ...headers } });
  });
}
export const html = (body, headers) => ['text/html; charset=utf-8', `<!doctype html><title>t</title>${body}`, headers ?? {}];
export const script = (text) => ['text/javascript', text, {}];

/** A window with the preload of the program's folder. */
export function open(folder, preferences = {}) {
  return new BrowserWindow({
    width: 400,
    height: 300,
    webPreferences: { preload: join(folder, 'preload.cjs'), sandbox: true, contextIsolation: true, nodeIntegration: false, ...preferences },
  });
}

/** The next message on a channel of `ipcRenderer.send`. */
export const message = (channel) => new Promise((resolve) => ipcMain.once(channel, (event, ...args) => resolve({ event, args })));
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ends the program, with a failure if it takes too long. */
export const done = () => app.exit(0);
setTimeout(() => {
  line('TOO LATE');
  app.exit(3);
}, 20_000).unref();
