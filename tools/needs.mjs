// @ts-check

/**
 * What Tessera needs from the system, as data. Found by looking for the program or library itself, not for a package: a Chromium from
 * anywhere will do.
 *
 * @typedef {'start' | 'chromium' | 'demo' | 'system' | 'real' | 'e2e'} Purpose
 *   start: the app on any runtime; chromium: the app on the second runtime; demo: the headless demo; the rest are the suites of `npm test`
 * @typedef {'required' | 'recommended'} Weight  a purpose cannot be served without what it requires; what is recommended is installed too
 *
 * @typedef {object} Need
 * @property {string} id
 * @property {string} why for people: what it is for
 * @property {readonly string[]} [anyCommand] one of these programs in PATH
 * @property {readonly string[]} [allCommands] all of these programs in PATH
 * @property {string} [library] the file name of a shared library
 * @property {string} [python] a Python 3 statement that must succeed
 * @property {readonly string[]} [succeeds] a command that must succeed
 * @property {string} [file] ends a file name below the system's font folders
 * @property {readonly string[]} packages Debian packages that bring it
 * @property {readonly string[]} [ubuntu] the packages on Ubuntu, where they have other names
 * @property {'x11' | 'wayland'} [onlyWith] asked for only beside this display
 * @property {Partial<Record<Purpose, Weight>>} purposes
 */

/** Names under which distributions and vendors install a Chromium. */
export const CHROMIUM_COMMANDS = /** @type {const} */ ([
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]);

/** @type {readonly Need[]} */
export const NEEDS = [
  {
    id: 'chromium',
    why: 'the browser that draws the window where Electron does not run',
    anyCommand: CHROMIUM_COMMANDS,
    packages: ['chromium', 'chromium-sandbox'],
    // Ubuntu has no package of its own: this one fetches the snap.
    ubuntu: ['chromium-browser'],
    purposes: { chromium: 'required', demo: 'required', system: 'required', e2e: 'required' },
  },
  {
    id: 'libsecret',
    why: 'the library by which programs reach the keychain',
    library: 'libsecret-1.so.0',
    packages: ['libsecret-1-0'],
    purposes: { start: 'recommended', demo: 'required', system: 'required', e2e: 'required' },
  },
  {
    id: 'secret-service',
    why: 'a keychain (any Secret Service will do)',
    anyCommand: ['gnome-keyring-daemon', 'ksecretd', 'kwalletd6', 'kwalletd5', 'keepassxc'],
    packages: ['gnome-keyring'],
    purposes: { start: 'recommended' },
  },
  {
    id: 'gnome-keyring',
    why: 'a keychain that the demo and the tests start for themselves',
    anyCommand: ['gnome-keyring-daemon'],
    packages: ['gnome-keyring'],
    purposes: { demo: 'required', system: 'required', e2e: 'required' },
  },
  {
    id: 'dbus',
    why: 'the message bus between app and keychain',
    allCommands: ['dbus-daemon', 'dbus-run-session', 'dbus-send'],
    packages: ['dbus', 'dbus-daemon'],
    purposes: { start: 'recommended', demo: 'required', system: 'required', e2e: 'required' },
  },
  {
    id: 'fonts',
    why: 'a font, or the window shows boxes',
    file: '.ttf',
    packages: ['fonts-dejavu-core'],
    purposes: { chromium: 'recommended', demo: 'recommended', e2e: 'recommended' },
  },
  {
    id: 'xclip',
    why: 'the clipboard on X11 where Electron does not run',
    anyCommand: ['xclip', 'xsel'],
    packages: ['xclip'],
    onlyWith: 'x11',
    purposes: { chromium: 'recommended' },
  },
  {
    id: 'wl-clipboard',
    why: 'the clipboard on Wayland where Electron does not run',
    allCommands: ['wl-copy', 'wl-paste'],
    packages: ['wl-clipboard'],
    onlyWith: 'wayland',
    purposes: { chromium: 'recommended' },
  },
  {
    id: 'xvfb',
    why: 'a display in memory: the tests open no window on yours',
    allCommands: ['Xvfb', 'xdotool', 'xclip', 'xsel'],
    packages: ['xvfb', 'xdotool', 'xclip', 'xsel'],
    purposes: { system: 'required', e2e: 'required' },
  },
  {
    id: 'shells',
    why: 'the shells that exported lines are proved on',
    allCommands: ['bash', 'dash', 'zsh', 'fish', 'tcsh'],
    packages: ['bash', 'dash', 'zsh', 'fish', 'tcsh'],
    purposes: { system: 'required' },
  },
  {
    id: 'netrc-readers',
    why: 'the programs that read what is put in .netrc, and a certificate for them',
    allCommands: ['curl', 'git', 'wget', 'aria2c', 'perl', 'openssl'],
    packages: ['curl', 'git', 'wget', 'aria2', 'perl', 'openssl'],
    purposes: { system: 'required' },
  },
  {
    id: 'secret-tool',
    why: 'a second program that looks into the same keychain',
    allCommands: ['secret-tool'],
    packages: ['libsecret-tools'],
    purposes: { system: 'required' },
  },
  {
    id: 'python',
    why: 'Python, which plays the terminal that a shell asks in',
    allCommands: ['python3'],
    packages: ['python3'],
    purposes: { system: 'required' },
  },
  {
    id: 'python-venv',
    why: 'Python with venv, which holds the real Tiled servers and the vendors’ clients',
    python: 'import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 10))',
    packages: ['python3', 'python3-venv'],
    purposes: { real: 'required', e2e: 'recommended' },
  },
  {
    id: 'jdk',
    why: 'a JDK of 17 or newer, which runs LabKey’s Java client',
    succeeds: ['javac', '--release', '17', '-version'],
    packages: ['default-jdk-headless'],
    // The default of older Ubuntus is 11.
    ubuntu: ['openjdk-17-jdk-headless'],
    purposes: { real: 'recommended' },
  },
  {
    id: 'maven',
    why: 'Maven, which fetches LabKey’s Java client',
    allCommands: ['mvn'],
    packages: ['maven'],
    purposes: { real: 'recommended' },
  },
  {
    id: 'r-httr',
    why: 'R with httr, which LabKey’s R client sends its requests with',
    succeeds: ['Rscript', '--vanilla', '-e', 'library(httr)'],
    packages: ['r-base-core', 'r-cran-httr'],
    purposes: { real: 'recommended' },
  },
];

/**
 * The packages that bring what is needed, each once.
 * @param {readonly Need[]} needs
 * @param {string} family `ubuntu` or any other
 */
export const packagesOf = (needs, family) => [...new Set(needs.flatMap((need) => (family === 'ubuntu' && need.ubuntu) || need.packages))];

/**
 * The needs that serve any of the purposes, each with its weight (required wins).
 * @param {readonly Purpose[]} purposes
 * @param {{x11?: boolean, wayland?: boolean}} [display]
 * @returns {{need: Need, weight: Weight}[]}
 */
export function needsFor(purposes, display = {}) {
  /** @type {{need: Need, weight: Weight}[]} */
  const found = [];
  for (const need of NEEDS) {
    if (need.onlyWith && !display[need.onlyWith]) continue;
    const weights = purposes.map((purpose) => need.purposes[purpose]).filter((weight) => weight !== undefined);
    if (weights.length > 0) found.push({ need, weight: weights.includes('required') ? 'required' : 'recommended' });
  }
  return found;
}
