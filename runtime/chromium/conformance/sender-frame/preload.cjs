const { ipcRenderer } = require('electron');
if (location.pathname === '/one') {
  ipcRenderer.invoke('slow').then((value) => ipcRenderer.send('report', 'came', value));
}
