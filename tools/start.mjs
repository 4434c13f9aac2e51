// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { electronBinary, fetchElectron, installerWants, probeElectron, rememberedFailure } from './electron.mjs';
import { appEnvironment, foreground } from './launch.mjs';
import { requireNode } from './node-version.mjs';
import { ROOT } from './paths.mjs';
import { parseStartArgs, START_HELP } from './start-args.mjs';
import { nextStep } from './start-decision.mjs';
import { ensureSystem } from './system.mjs';

/** The stand-in that runs the same build on the system's Chromium. */
const CHROMIUM_RUNTIME = join(ROOT, 'runtime', 'chromium', 'run.mjs');

/**
 * `npm start`: builds what is missing or out of date, decides where the app runs, and runs it.
 * @param {readonly string[]} argv
 * @returns {Promise<number>} exit code
 */
async function start(argv) {
  requireNode();
  const parsed = parseStartArgs(argv);
  if (!parsed.ok) {
    console.error(parsed.message);
    return 2;
  }
  if (parsed.flags.help) {
    console.log(START_HELP);
    return 0;
  }
  /** @type {import('./start-decision.mjs').StartFacts} */
  const facts = {
    platform: process.platform,
    hasDisplay: process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY),
    isRoot: process.getuid?.() === 0,
    runtime: parsed.flags.runtime,
    retryElectron: parsed.flags.retryElectron,
    binary: electronBinary() !== undefined,
    nodeVersion: process.version,
    installerWants: installerWants(),
    remembered: rememberedFailure(),
  };
  for (;;) {
    const step = nextStep(facts);
    if ('say' in step && step.say) console.log(step.say);
    switch (step.do) {
      case 'fetch': {
        console.log("Fetching Electron's binary (about 110 MB, 60 s at most) ...");
        const failed = await fetchElectron();
        if (failed !== undefined) facts.fetchFailed = failed;
        facts.binary = failed === undefined;
        break;
      }
      case 'probe': {
        const binary = electronBinary();
        facts.probe = binary ? await probeElectron(binary) : { ok: false, reason: 'its binary vanished' };
        break;
      }
      case 'electron':
        return launch(['start'], () => [electronBinary() ?? '', [ROOT]]);
      case 'chromium':
        return launch(['start', 'chromium'], () => [process.execPath, [CHROMIUM_RUNTIME, ROOT]]);
      case 'demo':
        // The demo's own launcher sees to the build and to what it needs from the system.
        return foreground(process.execPath, [join(ROOT, 'tools', 'demo.mjs')], { cwd: ROOT, env: process.env });
      case 'stop':
        return 1;
    }
  }
}

/**
 * @param {readonly import('./needs.mjs').Purpose[]} purposes
 * @param {() => [command: string, args: string[]]} command
 */
async function launch(purposes, command) {
  const system = await ensureSystem(purposes);
  const blocking = purposes.flatMap((purpose) => system.blocking(purpose));
  if (blocking.length > 0) {
    console.error(`Tessera cannot start without: ${blocking.map((need) => need.id).join(', ')}.`);
    return 1;
  }
  const built = await ensureBuilt();
  if (!built.ok) {
    console.error(`${built.output}\nTessera was not started: ${built.reason}.`);
    return 1;
  }
  const [file, args] = command();
  if (!existsSync(file)) {
    console.error(`Tessera was not started: ${file} is not there.`);
    return 1;
  }
  return foreground(file, args, { cwd: ROOT, env: appEnvironment(process.env) });
}

process.exitCode = await start(process.argv.slice(2));
