// @ts-check

/**
 * @typedef {object} StartFlags
 * @property {'electron' | 'chromium'} [runtime] the runtime that was asked for
 * @property {boolean} retryElectron forget that the download of Electron failed
 * @property {boolean} help
 */

export const START_HELP = `npm start [-- flags]
  --runtime=electron   Electron or nothing
  --runtime=chromium   the same app on the system's Chromium
  --retry-electron     try once more to fetch Electron's binary
  --help               this text`;

/**
 * Reads the flags of \`npm start\`. Only known flags pass: one such as --inspect or --remote-debugging-port would open the app to others.
 * @param {readonly string[]} argv
 * @returns {{ok: true, flags: StartFlags} | {ok: false, message: string}}
 */
export function parseStartArgs(argv) {
  /** @type {StartFlags} */
  const flags = { retryElectron: false, help: false };
  for (const word of argv) {
    if (word === '--help' || word === '-h') flags.help = true;
    else if (word === '--retry-electron') flags.retryElectron = true;
    else if (word === '--runtime=electron') flags.runtime = 'electron';
    else if (word === '--runtime=chromium') flags.runtime = 'chromium';
    else return { ok: false, message: `Unknown flag: ${word}. Nothing was started.\n${START_HELP}` };
  }
  return { ok: true, flags };
}
