import { NEVER, NOT_TOLD } from '../../src/domain/expiry';
import { NO_CHOICE } from '../../src/domain/notices/choice';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time';
import { DEFAULT_SETTINGS, type KeyView, type ProfileView, type Snapshot } from '../../src/domain/views';
import { hospital, keysOfOthers, ownKeys } from './administrator';
import { drivers } from './drivers';
import { LOGINS, noticesIn, troubled } from './notices';
import { at, makeKey, NOW, place, profile, type Sketch, status } from './sketch';

export { NOW } from './sketch';

export interface SceneOptions {
  /** `full` has every state of keys; `empty` has no server; `bare` has one server without keys. */
  readonly keys?: 'full' | 'empty' | 'bare';
  readonly keychain?: 'unlocked' | 'locked' | 'waiting' | 'unavailable';
  readonly offline?: boolean;
  /** Adds this many keys of a made-up kind. */
  readonly rows?: number;
  readonly demo?: boolean;
  readonly readOnly?: boolean;
  readonly unsaved?: boolean;
  readonly theme?: 'system' | 'light' | 'dark';
  readonly clipboard?: boolean;
  /** False: there is no netrc file. */
  readonly netrc?: boolean;
  /** `odd`: the netrc file has letters beyond ASCII, marks that are not seen, and an entry default; `stopped`: it is not understood. */
  readonly netrcFile?: 'odd' | 'stopped';
  /** Adds a server that the user administers, with keys of many people; `all`: they are listed. */
  readonly administrator?: 'own' | 'all';
  /** All warnings that the domain's rules find; some keys are muted, may die or are put off. */
  readonly notices?: boolean;
  /** TileDB Cloud lists logins. */
  readonly logins?: boolean;
  /** One server hangs, the clock of another is off. */
  readonly trouble?: boolean;
}

const offlineStatus: ProfileView['status'] = {
  ...status,
  refresh: 'failed',
  at: NOW - 30 * SECOND,
  listedAt: NOW - 2 * HOUR,
  problem: {
    code: 'http.unreachable',
    message: 'tiled.diamond.example did not answer. What you see of it is two hours old; keys held here still work.',
    next: { do: 'retry' },
  },
  usage: null,
};

const R = ['read:metadata', 'read:data'];

const FULL: readonly Sketch[] = [
  {
    profileId: 'nsls',
    name: 'Nightly reduction, beamline 12-ID',
    fragment: '2b1306d3',
    scopes: [...R, 'write:data'],
    expiry: at(9 * HOUR),
    used: NOW - 4 * MINUTE,
    held: true,
    firstSeen: NOW - 29 * DAY,
    places: [place('p1', '~/reduction/.env', 'TILED_API_KEY', 'present')],
  },
  {
    profileId: 'nsls',
    name: 'Data validation pipeline',
    fragment: '573928c6',
    scopes: R,
    expiry: at(6 * DAY - 150 * MINUTE),
    used: NOW - 2 * HOUR,
    held: true,
    firstSeen: NOW - 24 * DAY,
    local: { owner: 'Chen group', note: 'Runs each night on hpc03; ask Mia before revoking.' },
    warnings: ['Can make further keys without limit.'],
    places: [
      place('p2', '~/pipelines/.env', 'TILED_API_KEY', 'present'),
      place('p3', '~/bin/validate.env', 'TILED_API_KEY', 'changed', 'Holds another value since yesterday.'),
    ],
  },
  {
    profileId: 'tiledb',
    name: 'login-session-9f1c2a77',
    fragment: '…m2Lp8sT',
    scopes: ['*'],
    full: true,
    expiry: at(23 * MINUTE),
    created: NOW - HOUR,
    used: NOW - 3 * SECOND,
    held: true,
  },
  {
    profileId: 'panorama',
    name: 'panorama-sync on hpc03',
    fragment: '…c94e1f0',
    full: true,
    expiry: at(41 * DAY),
    created: NOW - 139 * DAY,
    held: true,
    places: [place('p4', '~/.netrc', 'panorama.example', 'present')],
  },
  {
    profileId: 'tiledb',
    name: 'Arrays, ingest worker',
    fragment: '…x7Qh2fK',
    scopes: ['group:write', 'array:read', 'array:write'],
    expiry: at(58 * DAY),
    created: NOW - 122 * DAY,
    used: NOW - 26 * HOUR,
    held: true,
  },
  {
    profileId: 'nsls',
    name: 'tomo-preview notebook',
    fragment: '9e3b77aa',
    scopes: ['read:metadata'],
    expiry: at(74 * DAY),
    used: NOW - 3 * DAY,
  },
  {
    profileId: 'panorama',
    name: 'Lab dashboard',
    fragment: '…f3c9b21',
    full: true,
    expiry: at(86 * DAY),
    created: NOW - 94 * DAY,
    held: true,
  },
  {
    profileId: 'panorama',
    name: 'Skyline export',
    fragment: '…7ab02de',
    full: true,
    expiry: { kind: 'serverLocal', text: '2027-02-11 14:03' },
    created: NOW - 60 * DAY,
    held: true,
  },
  {
    profileId: 'diamond',
    name: 'shared with group Chen',
    fragment: 'd01c44f2',
    scopes: ['read:data'],
    expiry: at(33 * DAY),
    used: NOW - 5 * HOUR,
    presence: 'cannotTell',
    asOf: NOW - 2 * HOUR,
  },
  {
    profileId: 'nsls',
    name: 'old laptop',
    fragment: '48e8f859',
    scopes: ['inherit'],
    full: true,
    expiry: NEVER,
    used: NOW - 366 * DAY,
    warnings: ['May do all that you may, and never ends.'],
  },
  {
    profileId: 'nsls',
    name: 'beamtime 2026-2, GUP 31702',
    fragment: 'ba9af604',
    scopes: R,
    expiry: at(-14 * DAY),
    used: NOW - 15 * DAY,
    held: true,
    places: [place('p5', '~/beamtime/2026-2/.env', 'TILED_API_KEY', 'present')],
  },
  {
    profileId: 'nsls',
    name: 'batch 0x12',
    fragment: '7c5500ab',
    scopes: ['read:data'],
    expiry: at(12 * DAY),
    used: NOW - 6 * DAY,
    held: true,
    presence: 'notListed',
    asOf: NOW - 12 * SECOND,
    places: [place('p6', '~/batch/env.sh', 'TILED_API_KEY', 'unreadable')],
  },
  {
    profileId: 'nsls',
    name: 'streaming viewer',
    fragment: '0c11d9fe',
    scopes: R,
    expiry: at(14 * DAY),
    used: NOW - 20 * MINUTE,
    held: true,
  },
  {
    profileId: 'nsls',
    name: 'simulation compare',
    fragment: 'aa417c02',
    scopes: [...R, 'create:node', 'write:metadata', 'write:data', 'create:apikeys'],
    expiry: at(14 * DAY + 5 * HOUR),
    used: null,
    held: true,
    warnings: ['Can make further keys without limit.'],
  },
  { profileId: 'nsls', name: null, fragment: '61f0aa3d', scopes: R, expiry: at(20.5 * DAY), used: NOW - 9 * DAY },
  { profileId: 'nsls', name: 'mail-in tomography service', fragment: 'e0b7125c', scopes: R, expiry: at(40.2 * DAY), used: NOW - 2 * DAY },
  {
    profileId: 'nsls',
    name: 'Databroker bridge for the catalogue of the Center for Functional Nanomaterials',
    fragment: '1f90c3bb',
    scopes: R,
    expiry: at(41.4 * DAY),
    used: NOW - HOUR,
    held: true,
  },
  {
    profileId: 'panorama',
    name: 'AutoQC loader, instrument QE-HF2',
    fragment: '…9d2af41',
    full: true,
    expiry: at(120 * DAY),
    created: NOW - 60 * DAY,
  },
  { profileId: 'panorama', name: 'R notebook', fragment: '…0b77a1c', full: true, expiry: at(41.1 * DAY), created: NOW - 139 * DAY },
  {
    profileId: 'panorama',
    name: 'targetedms import',
    fragment: '…51c8e02',
    full: true,
    expiry: at(170 * DAY),
    created: NOW - 10 * DAY,
    held: true,
  },
  {
    profileId: 'tiledb',
    name: 'SOMA browser',
    fragment: '…Zk81mQx',
    scopes: ['array:read'],
    expiry: at(41.6 * DAY),
    created: NOW - 50 * DAY,
    used: NOW - 3 * HOUR,
  },
  {
    profileId: 'tiledb',
    name: 'ml-notebooks',
    fragment: '…pL0s2Ya',
    scopes: ['array:read', 'udf:execute'],
    expiry: at(81 * DAY),
    created: NOW - 9 * DAY,
    used: NOW - 65 * SECOND,
    held: true,
    own: [NOW - 70 * SECOND],
  },
  {
    profileId: 'tiledb',
    name: 'ci',
    fragment: '…T7vv03c',
    scopes: ['array:read', 'array:write', 'group:write'],
    expiry: NOT_TOLD,
    created: NOW - 300 * DAY,
    used: NOW - 31 * DAY,
  },
  {
    profileId: 'proposal',
    name: null,
    fragment: 'ghk_7d21',
    expiry: at(46 * DAY),
    held: true,
    listed: false,
    presence: 'cannotTell',
    local: { label: 'Proposal system export' },
  },
];

/** A whole state to draw. Deterministic: the clock stands at {@link NOW}. */
export function makeScene(options: SceneOptions = {}): Snapshot {
  let scene = bareScene(options);
  if (options.logins)
    scene = {
      ...scene,
      profiles: scene.profiles.map((p) => (p.id === 'tiledb' ? { ...p, status: { ...p.status, sessions: LOGINS } } : p)),
    };
  if (options.trouble) scene = { ...scene, profiles: troubled(scene.profiles) };
  if (!options.notices) return scene;
  scene = { ...scene, keys: scene.keys.map(decided) };
  return { ...scene, notices: noticesIn(scene) };
}

/** What the user decided about the warnings of some keys. */
function decided(key: KeyView): KeyView {
  switch (key.id) {
    case 'k2':
      return { ...key, warn: { ...NO_CHOICE, snoozedUntil: NOW + 11 * HOUR } };
    case 'k12':
      return { ...key, warn: { ...NO_CHOICE, mayDie: true } };
    case 'k14':
      return { ...key, warn: { ...NO_CHOICE, muted: true } };
    default:
      return key;
  }
}

function bareScene(options: SceneOptions): Snapshot {
  const kind = options.keys ?? 'full';
  const profiles: ProfileView[] =
    kind === 'empty'
      ? []
      : [
          profile('nsls', 'tiled', 'NSLS-II Tiled', 'https://tiled.nsls2.example', 'alice', {
            status: { ...status, usage: { keys: { used: 11, limit: 100 }, sessions: { used: 171, limit: 200 } } },
          }),
          ...(kind === 'bare'
            ? []
            : [
                profile('panorama', 'labkey', 'Panorama', 'https://panorama.example', 'ada@lab.test', {
                  manager: { kind: 'key', keyId: 'k3' },
                  status: { ...status, signedIn: false },
                }),
                profile('tiledb', 'tiledb', 'TileDB Cloud', 'https://api.tiledb.example', 'ada', {
                  status: {
                    ...status,
                    refresh: 'signInNeeded',
                    signedIn: false,
                    listedAt: NOW - 40 * MINUTE,
                    problem: {
                      code: 'session.over',
                      message: 'The session is over. Sign in again to refresh; keys held here still work.',
                      next: { do: 'signIn' },
                    },
                  },
                }),
                profile('diamond', 'tiled', 'Diamond Tiled', 'https://tiled.diamond.example', 'fed12345', { status: offlineStatus }),
                profile('proposal', 'other', 'Proposal system', 'proposals.example', null, {
                  manager: { kind: 'none' },
                  server: null,
                  status: { ...status, usage: null, signedIn: false, listedAt: null },
                }),
              ]),
        ];
  const keys = kind === 'full' ? FULL.map((k, i) => makeKey(`k${i}`, k)) : [];
  for (let i = 0; i < (options.rows ?? 0); i++) {
    const hex = ((i * 2_654_435_761) >>> 0).toString(16).padStart(8, '0');
    keys.push(
      makeKey(`r${i}`, {
        profileId: profiles[i % 4]?.id ?? 'nsls',
        name: `worker ${hex.slice(0, 4)} batch ${i}`,
        fragment: hex,
        scopes: R,
        expiry: at((((i * 7_919) % 400_000) / 1_000) * DAY - 20 * DAY),
        used: NOW - ((i * 104_729) % 5_000_000) * SECOND,
        held: i % 3 === 0,
      }),
    );
  }
  if (options.administrator) {
    profiles.push(hospital(options.administrator === 'all'));
    keys.push(...ownKeys(), ...(options.administrator === 'all' ? keysOfOthers() : []));
  }
  const keychainState = options.keychain ?? 'unlocked';
  return {
    seq: 1,
    drivers,
    profiles: options.offline
      ? profiles.map((p) =>
          p.kind === 'other'
            ? p
            : {
                ...p,
                status: {
                  ...offlineStatus,
                  problem: { code: 'http.unreachable', message: `${p.label} did not answer.`, next: { do: 'retry' } },
                },
              },
        )
      : profiles,
    keys,
    keychain: {
      backend: 'os',
      name: 'GNOME Keyring',
      state: keychainState,
      detail:
        keychainState === 'waiting'
          ? 'The keychain waits for its password in a window of the system.'
          : keychainState === 'unavailable'
            ? 'No Secret Service answers on this session bus.'
            : null,
      vaultExists: false,
    },
    settings: { ...DEFAULT_SETTINGS, theme: options.theme ?? 'system' },
    rescue: null,
    clipboard: options.clipboard ? { kind: 'copied', what: 'TILED_API_KEY for bash', clearsAt: NOW + 23 * SECOND } : { kind: 'idle' },
    unsaved: options.unsaved
      ? 'The last change is not on the disk: it is full. Nothing is lost while Tessera runs; it tries again with every change.'
      : null,
    notices: [],
    clockShiftMs: 0,
    netrc: options.netrc === false ? null : { path: '/home/alice/.netrc', errors: 1, warnings: 2, version: 'v1' },
    run: {
      version: '0.1.0',
      runtime: 'Chromium 156 (no Electron binary)',
      chromium: '156.0.7852.0',
      node: '20.20.1',
      platform: 'linux',
      demo: options.demo ?? false,
      sandboxed: false,
      damage: [],
      notes: ["Without Chromium's sandbox: started as root."],
      dataFolder: '~/.local/share/tessera',
      clipboardNotes: ['A clipboard history (Klipper, GPaste) may keep a copy that Tessera cannot reach.'],
      cannotCopy: null,
      readOnly: options.readOnly
        ? 'This data folder was written by a newer Tessera. Everything can be read here and nothing changed.'
        : null,
      fixedNow: NOW,
      demoServers: options.demo
        ? [{ kind: 'tiled', name: 'Demo Tiled', address: 'http://127.0.0.1:8181', user: 'alice', password: 'demo-alice' }]
        : [],
    },
  };
}
