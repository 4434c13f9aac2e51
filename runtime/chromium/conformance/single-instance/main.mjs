import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { done, line } from '../common.mjs';

// The runner says how a program is started on this runtime.
const command = JSON.parse(process.env.CONFORMANCE_COMMAND ?? '[]');
const folder = process.env.CONFORMANCE_FOLDER ?? mkdtempSync(join(tmpdir(), 'conformance-'));
app.setPath('userData', folder);
const lock = app.requestSingleInstanceLock({ hello: 1 });
if (process.env.CONFORMANCE_FOLDER) {
  process.stdout.write(`${lock}`);
  app.quit();
} else {
  line('first', lock, app.hasSingleInstanceLock());
  let told = 0;
  app.on('second-instance', (_event, argv, cwd, data) => {
    told += 1;
    line('second-instance', app.isReady(), argv.includes('--secret-argument'), typeof cwd, data);
  });
  app.whenReady().then(() => {
    const [program, ...args] = command;
    const second = spawn(program, [...args, import.meta.dirname, '--secret-argument'], {
      env: { ...process.env, CONFORMANCE_FOLDER: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    second.stdout.on('data', (chunk) => {
      output += chunk;
    });
    second.on('close', (code) => {
      setTimeout(() => {
        line('second', output, code, 'told', told);
        app.releaseSingleInstanceLock();
        line('released', app.hasSingleInstanceLock());
        rmSync(folder, { recursive: true, force: true });
        done();
      }, 300);
    });
  });
}
