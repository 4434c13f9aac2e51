// Imported before the measured app's own main: writes down when it got where, and says it in one line once the page has been drawn.
import { app, ipcMain } from 'electron';

const now = () => performance.timeOrigin + performance.now();
const times = { entered: now() };
app.once('ready', () => {
  times.ready = now();
});
app.once('browser-window-created', () => {
  times.window = now();
});
ipcMain.on('bench.drawn', (_event, page) => process.stdout.write(`${JSON.stringify({ benchDrawn: { ...times, ...page } })}\n`));
