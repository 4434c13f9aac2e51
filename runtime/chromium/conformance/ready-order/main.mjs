import { app } from 'electron';
import { done, line } from '../common.mjs';

app.on('will-finish-launching', () => line('will-finish-launching'));
app.on('ready', () => line('ready', app.isReady()));
app.whenReady().then(() => {
  line('whenReady', app.isReady());
  app.whenReady().then(() => {
    line('whenReady again');
    done();
  });
});
line('evaluating', app.isReady());
await new Promise((resolve) => setTimeout(resolve, 50));
line('evaluated', app.isReady());
