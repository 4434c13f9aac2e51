import { describe, expect, it } from 'vitest';
import { parseSimulated, parseUris } from './apt.mjs';
import { isPresent, packageFamily } from './detect.mjs';
import { fetchReason, probeReason } from './electron.mjs';
import { appEnvironment, withoutCore } from './launch.mjs';
import { NEEDS, needsFor } from './needs.mjs';
import { isCi, lineToType } from './system.mjs';

describe('what is needed from the system', () => {
  it('asks for a display in memory only for tests', () => {
    const ids = (...purposes: Parameters<typeof needsFor>[0]) => needsFor(purposes).map(({ need }) => need.id);
    expect(ids('start', 'chromium')).not.toContain('xvfb');
    expect(ids('demo')).not.toContain('xvfb');
    expect(ids('e2e')).toContain('xvfb');
    expect(ids('real')).toEqual(['python-venv', 'jdk', 'maven', 'r-httr']);
  });

  it('asks for the clipboard helper of the display that is there', () => {
    const ids = (display: { x11?: boolean; wayland?: boolean }) => needsFor(['chromium'], display).map(({ need }) => need.id);
    expect(ids({})).toEqual(['chromium', 'fonts']);
    expect(ids({ x11: true })).toContain('xclip');
    expect(ids({ wayland: true })).toContain('wl-clipboard');
    expect(ids({ x11: true })).not.toContain('wl-clipboard');
  });

  it('is required as soon as one of the purposes requires it', () => {
    const libsecret = (purposes: Parameters<typeof needsFor>[0]) => needsFor(purposes).find(({ need }) => need.id === 'libsecret')?.weight;
    expect(libsecret(['start'])).toBe('recommended');
    expect(libsecret(['start', 'e2e'])).toBe('required');
  });

  it('lets the real servers be tested where nobody wants Java and R', () => {
    const required = needsFor(['real']).filter(({ weight }) => weight === 'required');
    expect(required.map(({ need }) => need.id)).toEqual(['python-venv']);
  });

  it('tries a command where a program alone does not tell', async () => {
    const need = (...succeeds: string[]) => ({ id: 'x', why: '', packages: [], purposes: {}, succeeds });
    expect(await isPresent(need(process.execPath, '-e', ''))).toBe(true);
    expect(await isPresent(need(process.execPath, '-e', 'process.exit(3)'))).toBe(false);
    expect(await isPresent(need('/nonexistent/program'))).toBe(false);
  });

  it('names one line to type', () => {
    const chromium = NEEDS.filter(({ id }) => id === 'chromium' || id === 'fonts');
    expect(lineToType('ubuntu', chromium)).toContain(' chromium-browser fonts-dejavu-core');
    expect(lineToType('debian', chromium)).toBe(
      'sudo apt-get update && sudo apt-get install --no-install-recommends chromium chromium-sandbox fonts-dejavu-core',
    );
    for (const family of ['mac', 'windows', 'other'] as const) expect(lineToType(family, chromium)).not.toContain('\n');
  });

  it.each([
    ['ID=debian\nVERSION_ID="12"\n', 'debian'],
    ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'ubuntu'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
    ['ID=fedora\n', 'other'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'other'],
  ])('knows the family of %j', (text, family) => {
    expect(packageFamily('linux', () => text)).toBe(family);
  });

  it('knows a system without os-release', () => {
    const missing = () => {
      throw new Error('ENOENT');
    };
    expect(packageFamily('linux', missing)).toBe('other');
    expect(packageFamily('darwin', missing)).toBe('mac');
  });

  it.each([
    [undefined, false],
    ['', false],
    ['0', false],
    ['false', false],
    ['1', true],
    ['true', true],
  ])('CI=%s is CI: %s', (value, answer) => {
    expect(isCi(value === undefined ? {} : { CI: value })).toBe(answer);
  });

  it("reads apt's list of addresses", () => {
    const text = [
      "'http://deb.example/pool/main/l/lynx/lynx-common_2.9.0dev.12-1_all.deb' lynx-common_2.9.0dev.12-1_all.deb 1166104 MD5Sum:ac1d",
      "'http://deb.example/pool/main/g/libstdc++6_12%2b1_amd64.deb' libstdc++6_12%2b1_amd64.deb 1000 SHA256:00",
      'Reading package lists...',
    ].join('\n');
    expect(parseUris(text)).toEqual([1_166_104, 1000]);
  });

  it("reads apt's simulation", () => {
    const text =
      'NOTE: This is only a simulation!\nInst libc6-dev [2.36] (2.36-9 Debian:12/stable [amd64]) []\nInst g++ (4:12.2 Debian [amd64])\nConf g++ (4:12.2)\n';
    expect(parseSimulated(text)).toEqual(['libc6-dev', 'g++']);
  });
});

describe("the app's environment", () => {
  it('keeps what a desktop program needs and nothing else', () => {
    const kept = {
      PATH: '/usr/bin',
      HOME: '/home/u',
      LANG: 'C.UTF-8',
      LC_TIME: 'de_DE.UTF-8',
      DISPLAY: ':0',
      XDG_RUNTIME_DIR: '/run/user/1000',
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
      https_proxy: 'http://proxy.example:3128',
      TESSERA_DATA: '/tmp/x',
    };
    const dropped = {
      TILED_API_KEY: 'x',
      TILEDB_REST_TOKEN: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      NODE_OPTIONS: '--inspect',
      ELECTRON_RUN_AS_NODE: '1',
      ELECTRON_ENABLE_LOGGING: '1',
      LD_PRELOAD: '/tmp/x.so',
      SSH_AUTH_SOCK: '/tmp/x',
      npm_config_registry: 'x',
    };
    expect(appEnvironment({ ...kept, ...dropped }, 'linux')).toEqual(kept);
  });

  it('compares names without case on Windows only', () => {
    expect(appEnvironment({ Path: 'C:\\Windows', SystemRoot: 'C:\\Windows' }, 'win32')).toEqual({
      Path: 'C:\\Windows',
      SystemRoot: 'C:\\Windows',
    });
    expect(appEnvironment({ Path: '/bin' }, 'linux')).toEqual({});
  });

  it('hands arguments through the core-size wrapper unread by the shell', () => {
    const [command, args] = withoutCore('/opt/a b', ['$HOME', '; rm -rf x'], 'linux');
    expect(command).toBe('/bin/sh');
    expect(args.slice(2)).toEqual(['sh', '/opt/a b', '$HOME', '; rm -rf x']);
    expect(withoutCore('a.exe', ['b'], 'win32')).toEqual(['a.exe', ['b']]);
  });
});

describe('why Electron is not to be had, in a few words', () => {
  const ended = { code: 1, signal: null, timedOut: false, output: '' };

  it.each([
    [
      'missing libraries by ldd',
      ended,
      '\tlibgtk-3.so.0 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x0)\n\tlibnss3.so => not found\n',
      'libgtk-3.so.0, libnss3.so',
    ],
    [
      'missing library by the loader',
      { ...ended, code: 127, output: 'electron: error while loading shared libraries: libnspr4.so: cannot open' },
      '',
      'libnspr4.so',
    ],
    [
      'root',
      { ...ended, output: 'FATAL:electron_main_delegate.cc(263)] Running as root without --no-sandbox is not supported.' },
      '',
      'root',
    ],
    ['an old C library', { ...ended, output: "electron: /lib/libc.so.6: version `GLIBC_2.38' not found" }, '', 'too old'],
    [
      'no sandbox',
      { ...ended, output: 'FATAL: The SUID sandbox helper binary was found, but is not configured correctly.' },
      '',
      'sandbox',
    ],
    ['another processor', { ...ended, output: 'sh: 1: exec: electron: Exec format error' }, '', 'processor'],
    ['a time-out', { ...ended, code: null, timedOut: true }, '', 'within 20 s'],
    ['a crash', { ...ended, code: null, signal: 'SIGSEGV' }, '', 'SIGSEGV'],
    ['anything else', { ...ended, code: 7 }, '', 'code 7'],
  ])('%s', (_what, end, linked, words) => {
    const reason = probeReason(end, linked);
    expect(reason).toContain(words);
    expect(reason).not.toContain('\n');
  });

  it.each([
    ['RequestError: getaddrinfo ENOTFOUND github.com\n    at ClientRequest', 'ENOTFOUND'],
    ['HTTPError: Response code 403 (Forbidden)', 'the release page answered 403'],
    ['Error: Generated checksum does not match\n  at x', 'checksum does not match'],
    ['TypeError: fetch failed\n    at node:internal/deps/undici', 'cannot be reached'],
    ['', 'no reason given'],
  ])('%j', (output, words) => {
    expect(fetchReason(output)).toContain(words);
  });
});
