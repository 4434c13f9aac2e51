import { app, ipcMain } from 'electron';
import { done, html, line, open, register, serve } from '../common.mjs';

class Point {
  constructor() {
    this.x = 1;
  }
  get far() {
    return true;
  }
}
const describe = (value) => {
  if (value === undefined) return 'undefined';
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return `Date ${value.toISOString()}`;
  if (value instanceof Map) return `Map ${JSON.stringify([...value])}`;
  if (value instanceof Set) return `Set ${JSON.stringify([...value])}`;
  if (value instanceof RegExp) return `RegExp ${value}`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${[...new Uint8Array(value)]}`;
  if (ArrayBuffer.isView(value)) return `bytes ${[...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]}`;
  if (value instanceof Error) return `${value.constructor.name} ${value.message} ${value.code === undefined ? 'no code' : value.code}`;
  if (value && typeof value === 'object' && value.self === value) return 'cycle';
  return JSON.stringify(value);
};
const cyclic = { a: 1 };
cyclic.self = cyclic;
const results = {
  undefined: undefined,
  nan: Number.NaN,
  zero: -0,
  infinite: Number.NEGATIVE_INFINITY,
  big: 12345678901234567890n,
  date: new Date(86_400_000),
  map: new Map([['a', 1]]),
  set: new Set(['x', 'y']),
  pattern: /a+b/gi,
  bytes: new Uint8Array([1, 2, 255]),
  buffer: new Uint8Array([9, 8]).buffer,
  error: Object.assign(new RangeError('far'), { code: 7 }),
  instance: new Point(),
  cyclic,
  list: [1, [2, undefined], null],
  text: 'snow ☃ 😀 \u0000',
  proto: JSON.parse('{"__proto__": 1}'),
};
register();
ipcMain.handle('take', (_event, name, value) =>
  line('main got', name, name === 'proto' ? Object.hasOwn(value, '__proto__') : describe(value)),
);
ipcMain.handle('give', (_event, name) => results[name]);
ipcMain.handle('give-function', () => ({ deep: () => 1 }));
ipcMain.handle('give-symbol', () => Symbol('s'));
ipcMain.handle('give-promise', () => ({ later: Promise.resolve(1) }));
ipcMain.on('line', (_event, ...args) => line(...args));
ipcMain.on('names', (event) => {
  event.sender.send('names', Object.keys(results));
});
ipcMain.on('end', done);
app.whenReady().then(async () => {
  serve({ '/': html('values') });
  const window = open(import.meta.dirname);
  window.webContents.on('did-finish-load', () => {
    try {
      window.webContents.send('push', () => 1);
    } catch (error) {
      line('main send:', error.message);
    }
    window.webContents.send('push', new Date(0), new Map([[1, 2]]));
  });
  await window.loadURL('app://test/');
});
