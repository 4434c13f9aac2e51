const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('report', (...args) => ipcRenderer.send('report', ...args));
ipcRenderer.on('do', (_event, what) => {
  if (what === 'foreign') location.href = 'https://example.org/a';
  if (what === 'hash') location.hash = 'x';
  if (what === 'two') location.href = 'two';
});
