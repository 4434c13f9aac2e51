const { contextBridge, ipcRenderer } = require('electron');
globalThis.secretOfPreload = 1;
class Thing {
  constructor() {
    this.x = 1;
  }
  method() {
    return 1;
  }
}
let count = 0;
let again = '';
contextBridge.exposeInMainWorld('report', (...args) => ipcRenderer.send('report', ...args));
try {
  contextBridge.exposeInMainWorld('report', 1);
} catch (error) {
  again = error.message;
}
contextBridge.exposeInMainWorld('api', {
  nested: { deep: { value: 1 } },
  list: [1, 2],
  instance: new Thing(),
  symbol: Symbol('s'),
  date: new Date(0),
  map: new Map([['k', 1]]),
  double: (n) => n * 2,
  counter: () => ++count,
  later: async (n) => n + 1,
  callWith: (n, f) => f(n),
  callLater: async (f) => f(3),
  fails() {
    throw Object.assign(new TypeError('broken'), { code: 'X' });
  },
  rejects: async () => {
    throw Object.assign(new Error('no'), { code: 'Y' });
  },
  typeOf: (value) => `${typeof value.f} ${value.d instanceof Date} ${Array.isArray(value.a)}`,
  getList: () => [1, 2, 3],
  again,
});
