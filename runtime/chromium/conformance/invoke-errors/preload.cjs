const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('report', (...args) => ipcRenderer.send('report', ...args));
contextBridge.exposeInMainWorld('ask', (channel) =>
  ipcRenderer.invoke(channel).then(
    (value) => ({ value }),
    (error) => ({
      name: error.name,
      message: error.message,
      code: error.code === undefined ? 'no code' : error.code,
      error: error instanceof Error,
    }),
  ),
);
