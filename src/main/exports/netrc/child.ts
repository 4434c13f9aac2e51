import { NetrcKind } from './kind';

/**
 * Not part of the app: a process of its own that the tests of netrc files start, kill, and set against each other. Reads one JSON plan a line from
 * stdin; for each sets the hosts one after another and prints `ok` or a problem's code. Kills itself with SIGKILL at the step named.
 */
interface Plan {
  readonly path: string;
  readonly pendingFolder: string;
  readonly lockFolder: string;
  readonly hosts: readonly string[];
  readonly key: string;
  readonly rounds?: number;
  readonly killAt: string | null;
}

let input = '';
for await (const chunk of process.stdin) input += String(chunk);
const plan = JSON.parse(input) as Plan;
const kind = new NetrcKind({
  pendingFolder: plan.pendingFolder,
  lockFolder: plan.lockFolder,
  now: () => 0,
  at: (step) => {
    if (step === plan.killAt) process.kill(process.pid, 'SIGKILL');
  },
});
let outcome = 'ok';
for (let round = 0; round < (plan.rounds ?? 1); round += 1) {
  for (const host of plan.hosts) {
    const key = (plan.rounds ?? 1) > 1 ? `${plan.key}${round}` : plan.key;
    const done = await kind.put({ path: plan.path, locator: host, secret: key, fields: {} });
    if (!done.ok) outcome = done.error.code;
  }
}
process.stdout.write(outcome);
