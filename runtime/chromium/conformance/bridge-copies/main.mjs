import { app, ipcMain } from 'electron';
import { done, html, line, open, register, script, serve } from '../common.mjs';

register();
ipcMain.on('report', (_event, ...args) => (args[0] === 'end' ? done() : line(...args)));
app.whenReady().then(async () => {
  serve({
    '/': html(
      '<script>Array.prototype.map = Array.prototype.push = Map.prototype.get = () => { throw new Error("page"); }; Promise.prototype.then = Promise.prototype.then;</script><script src="a.js"></script>',
    ),
    '/a.js': script(`(async () => {
      const say = (...a) => report(...a);
      say('isolated', typeof require, typeof process, typeof module, typeof secretOfPreload);
      say('keys', Object.keys(api).sort().join());
      say('frozen', Object.isFrozen(api), Object.isFrozen(api.nested), Object.isFrozen(api.list));
      'use strict';
      try { window.api = 1; } catch {}
      say('read-only', typeof api, delete window.api);
      say('instance', api.instance.x, api.instance.constructor === Object, typeof api.instance.method);
      say('symbol', 'symbol' in api);
      say('date', api.date instanceof Date, api.map instanceof Map && api.map.has('k'));
      say('sync', api.double(21), api.counter(), api.counter());
      say('promise', await api.later(5));
      say('callback', api.callWith(7, (n) => n * 2));
      say('callback later', await api.callLater((n) => 'got ' + n));
      try { api.fails(); } catch (error) { say('error', error instanceof Error, error.constructor === Error, error.message, String(error.code)); }
      await api.rejects().catch((error) => say('rejection', error instanceof Error, error.message, String(error.code)));
      say('argument', api.typeOf({ f() {}, d: new Date(0), a: [1] }));
      const list = api.getList(); list.push = undefined;
      say('fresh copies', api.getList() === api.getList(), Array.isArray(api.getList()));
      say('twice', api.again);
      say('end');
    })()`),
  });
  await open(import.meta.dirname).loadURL('app://test/');
});
