import { app } from 'electron';
import { line } from '../common.mjs';

line('before');
await app.whenReady();
line('after');
app.exit(0);
