const { ipcRenderer } = require('electron');
ipcRenderer.on('push', (_event, date, map) => ipcRenderer.send('line', 'pushed', date instanceof Date, map instanceof Map, map.get(1)));
ipcRenderer.on('names', async (_event, names) => {
  for (const name of names) await ipcRenderer.invoke('take', name, await ipcRenderer.invoke('give', name));
  for (const channel of ['give-function', 'give-symbol', 'give-promise']) {
    await ipcRenderer.invoke(channel).then(
      () => ipcRenderer.send('line', channel, 'came'),
      (error) => ipcRenderer.send('line', channel, error.message),
    );
  }
  const refused = { function: () => 1, symbol: Symbol('s'), nested: { f() {} }, promise: Promise.resolve(1), weak: new WeakMap() };
  for (const [name, value] of Object.entries(refused)) {
    let told = 'came';
    try {
      ipcRenderer.send('line', value);
    } catch (error) {
      told = error.message;
    }
    ipcRenderer.send('line', 'send', name, told);
    const invoked = await ipcRenderer.invoke('take', 'never', value).then(
      () => 'came',
      (error) => error.message,
    );
    ipcRenderer.send('line', 'invoke', name, invoked);
  }
  ipcRenderer.send('end');
});
setTimeout(() => ipcRenderer.send('names'), 700);
