const { ipcRenderer } = require('electron');
const report = (...args) => ipcRenderer.send('report', ...args);
for (const name of ['events', 'node:events', 'timers', 'url', 'fs', 'node:fs', 'path', 'child_process', './other.cjs']) {
  try {
    require(name);
    report(name, 'yes');
  } catch {
    report(name, 'no');
  }
}
const { EventEmitter } = require('node:events');
const emitter = new EventEmitter();
emitter.once('x', (value) => report('emitted', value));
emitter.emit('x', 1);
emitter.emit('x', 2);
report('process', process.sandboxed, process.contextIsolated, process.type);
