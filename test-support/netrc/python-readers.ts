import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { RealAnswer } from './clients';
import type { Recorder } from './server';

/** Asks one Python-side reader about many files. Texts have one character per byte. */
export async function askPython(
  python: string,
  reader: 'netrc' | 'pycurl' | 'requests' | 'httpx',
  files: readonly string[],
  hosts: readonly string[],
  recorder: Recorder,
): Promise<readonly (readonly RealAnswer[])[]> {
  const firstId = recorder.nextId(files.length * hosts.length);
  const job = JSON.stringify({ reader, proxy: recorder.url, files, hosts, firstId });
  const child = spawn(python, ['-I', join(import.meta.dirname, 'readers.py')], {
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 300_000,
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err = (err + String(chunk)).slice(-2_000);
  });
  child.stdin.end(job);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  if (code !== 0) throw new Error(`${reader} ended with ${code}: ${err}`);
  const told = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as (RealAnswer | string)[]);
  return told.map((answers, file) =>
    answers.map((answer, host): RealAnswer => {
      if (typeof answer === 'string' && answer !== 'ERR') throw new Error(`${reader}: ${answer}`);
      if (reader === 'netrc' || answer === 'ERR') return answer as RealAnswer;
      return recorder.sent(firstId + file * hosts.length + host);
    }),
  );
}
