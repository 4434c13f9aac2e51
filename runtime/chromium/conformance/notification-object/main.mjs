import { app, Notification } from 'electron';
import { done, line } from '../common.mjs';

app.whenReady().then(() => {
  line('supported is', typeof Notification.isSupported());
  const one = new Notification({ title: 'A key ends', body: 'in 3 days', urgency: 'critical' });
  line(one.title, '/', one.body, '/', one.urgency);
  one.body = 'in 2 days';
  line(one.body);
  done();
});
