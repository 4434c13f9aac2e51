// The smallest program that proves an Electron binary comes up here: main process, GPU or its fallback, sandboxed renderer.
const { app, BrowserWindow } = require('electron');

app.whenReady().then(async () => {
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true, contextIsolation: true } });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    console.error(`renderer gone: ${reason}`);
    app.exit(3);
  });
  await window.loadURL('data:text/html,<title>up</title>');
  console.log(`electron-probe-ok ${process.versions.electron}`);
  app.exit(0);
});
