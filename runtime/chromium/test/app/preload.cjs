const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('test', {
  ask: (name, ...args) => ipcRenderer.invoke(name, ...args),
  line: (...args) => ipcRenderer.send('line', ...args),
});
