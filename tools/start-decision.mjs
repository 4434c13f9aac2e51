// @ts-check

/**
 * What is known when `npm start` decides where the app runs. It grows: a step such as `fetch` or `probe` adds a fact, then the question
 * is asked again.
 * @typedef {object} StartFacts
 * @property {NodeJS.Platform} platform
 * @property {boolean} hasDisplay X11 or Wayland (always true on macOS and Windows)
 * @property {boolean} isRoot
 * @property {'electron' | 'chromium' | undefined} runtime what the flag asks for
 * @property {boolean} retryElectron
 * @property {boolean} binary Electron's binary is in node_modules
 * @property {string} nodeVersion such as `v20.20.0`
 * @property {string | undefined} installerWants the Node version that Electron's installer asks for, when this Node is older
 * @property {string | undefined} remembered an earlier failure to fetch this Electron version
 * @property {string} [fetchFailed] why fetching failed just now
 * @property {{ok: true} | {ok: false, reason: string}} [probe] whether the binary came up
 *
 * @typedef {{do: 'fetch'} | {do: 'probe'} | {do: 'electron'} | {do: 'chromium', say?: string} | {do: 'demo', say: string} | {do: 'stop', say: string}} Step
 */

const NO_DISPLAY = 'there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)';

/**
 * The next step of `npm start`, from facts alone.
 * @param {StartFacts} facts
 * @returns {Step}
 */
export function nextStep(facts) {
  if (!facts.hasDisplay) {
    if (facts.runtime === 'electron')
      return { do: 'stop', say: `Electron cannot start: ${NO_DISPLAY}. \`npm start\` runs the demo on Chromium, without a window.` };
    return { do: 'demo', say: `Not on Electron: ${NO_DISPLAY}. Running the demo on Chromium instead, without a window.` };
  }
  if (facts.runtime === 'chromium') return { do: 'chromium' };
  if (facts.probe) return facts.probe.ok ? { do: 'electron' } : without(facts, facts.probe.reason);
  if (facts.binary) return { do: 'probe' };
  // Not fetched in vain: as root on Linux Electron ends at once, because its sandbox refuses root, and we do not switch the sandbox off.
  if (facts.platform === 'linux' && facts.isRoot) return without(facts, 'it does not run as root with its sandbox');
  if (facts.fetchFailed)
    return without(facts, `its binary could not be fetched (${facts.fetchFailed}); \`npm start -- --retry-electron\` tries again`);
  if (facts.installerWants) return without(facts, `its installer wants Node >= ${facts.installerWants} and this is ${facts.nodeVersion}`);
  const asked = facts.retryElectron || facts.runtime === 'electron';
  if (facts.remembered && !asked) {
    return without(facts, `its binary could not be fetched earlier (${facts.remembered}); \`npm start -- --retry-electron\` tries again`);
  }
  return { do: 'fetch' };
}

/**
 * Electron cannot be had: the same build runs on Chromium, unless Electron was asked for by name.
 * @param {StartFacts} facts
 * @param {string} reason
 * @returns {Step}
 */
function without(facts, reason) {
  if (facts.runtime === 'electron')
    return { do: 'stop', say: `Electron cannot start: ${reason}. \`npm start -- --runtime=chromium\` runs the same app on Chromium.` };
  return { do: 'chromium', say: `Not on Electron: ${reason}. Starting the same build on Chromium.` };
}
