import { app, ipcMain, session } from 'electron';
import { done, html, line, open, register, script, serve } from '../common.mjs';

register();
ipcMain.on('report', (_event, ...args) => (args[0] === 'end' ? done() : line(...args)));
app.whenReady().then(async () => {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
  serve({
    '/': html('<script src="a.js"></script>'),
    '/a.js': script(`(async () => {
      report('notifications', Notification.permission);
      report('geolocation', await new Promise((r) => navigator.geolocation.getCurrentPosition(() => r('came'), (e) => r(e.code))));
      report('camera', await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'came', (e) => e.name === 'NotAllowedError' || e.name === 'NotFoundError' ? 'refused' : e.name));
      report('clipboard', await navigator.clipboard.readText().then(() => 'came', (e) => e.name));
      report('end');
    })()`),
  });
  await open(import.meta.dirname).loadURL('app://test/');
});
