import { app, BrowserWindow, protocol, session } from 'electron';
import { done, line, privileges } from '../common.mjs';

try {
  new BrowserWindow();
} catch (error) {
  line(error.message);
}
try {
  session.fromPartition('x');
} catch (error) {
  line(error.message);
}
app.whenReady().then(() => {
  try {
    protocol.registerSchemesAsPrivileged([{ scheme: 'late', privileges }]);
    line('accepted');
  } catch (error) {
    line(error.message);
  }
  done();
});
