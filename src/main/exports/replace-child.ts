import { replaceFile } from './replace-file';

/**
 * Not part of the app: a process of its own that the tests of replaceFile start and kill. Reads one JSON plan from stdin; kills itself
 * with SIGKILL at the step named there; prints the outcome's code, or `ok`.
 */
interface Plan {
  readonly path: string;
  readonly pendingFolder: string;
  /** Written in turns, round and round, `rounds` times in all. */
  readonly contents: readonly string[];
  readonly rounds: number;
  readonly killAt: string | null;
}

let input = '';
for await (const chunk of process.stdin) input += String(chunk);
const plan = JSON.parse(input) as Plan;
let outcome = 'ok';
for (let round = 0; round < plan.rounds; round += 1) {
  const content = plan.contents[round % plan.contents.length] ?? '';
  const done = await replaceFile(plan.path, () => ({ ok: true, value: Buffer.from(content) }), {
    pendingFolder: plan.pendingFolder,
    at: (step) => {
      if (step === plan.killAt) process.kill(process.pid, 'SIGKILL');
    },
  });
  if (!done.ok) outcome = done.error.code;
}
process.stdout.write(outcome);
