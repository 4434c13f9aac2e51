/** Loaded before the app under test: writes down all that main hands to the window, answers and events, one JSON a line. */
import { appendFileSync } from 'node:fs';
import { app, ipcMain } from 'electron';

const path = process.env.TESSERA_TEST_IPC;
if (!path) throw new Error('TESSERA_TEST_IPC names the file for the record');
const write = (kind, name, value) => appendFileSync(path, `${JSON.stringify({ kind, name, value })}\n`, { mode: 0o600 });

const handle = ipcMain.handle.bind(ipcMain);
ipcMain.handle = (channel, listener) =>
  handle(channel, async (event, ...args) => {
    const answer = await listener(event, ...args);
    write('answer', String(args[0]), answer);
    return answer;
  });

app.on('web-contents-created', (_event, contents) => {
  const send = contents.send.bind(contents);
  contents.send = (channel, ...args) => {
    write('event', String(args[0]), args.slice(1));
    send(channel, ...args);
  };
});
