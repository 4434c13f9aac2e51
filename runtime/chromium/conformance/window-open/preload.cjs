const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('report', (...args) => ipcRenderer.send('report', ...args));
