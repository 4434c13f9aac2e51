import type { Diagnosis } from '../../src/domain/diagnosis';
import type { ConfigFile } from '../../src/domain/exports';
import type { ConfigChangePreview, KeyView, Patch, RevokePreview, Snapshot } from '../../src/domain/views';
import type { Args } from '../../src/ipc/contract';
import { keysOfOthers } from './administrator';
import { NOW } from './sketch';

/** What main does for administrators, for keys whose listing shows no part of them, and for vendors' files. */
export function serverHandlers(
  state: () => Snapshot,
  patch: (change: Omit<Patch, 'seq'>) => void,
  find: (id: string) => KeyView | undefined,
) {
  return {
    'profile.everyone': ({ profileId, everyone }: Args<'profile.everyone'>) => {
      const others = keysOfOthers();
      patch({
        profiles: state().profiles.map((p) => (p.id === profileId ? { ...p, everyone } : p)),
        ...(everyone ? { keys: others } : { keysGone: others.map((k) => k.id) }),
      });
      return null;
    },
    'keys.copyTable': ({ keyIds }: Args<'keys.copyTable'>) => ({ rows: keyIds.length }),
    'keys.revokePreview': ({ keyIds }: Args<'keys.revokePreview'>) => previewOf(state(), keyIds),
    'keys.link': ({ keyId, rowKeyId }: Args<'keys.link'>) => {
      const held = find(keyId);
      const row = find(rowKeyId);
      if (!held || !row) throw new Error('no such keys in the scene');
      patch({
        keys: [{ ...held, listed: row.listed, presence: row.presence, marks: row.marks, linked: { by: 'hand', at: NOW } }],
        keysGone: [rowKeyId],
      });
      return null;
    },
    'keys.unlink': ({ keyId }: Args<'keys.unlink'>) => {
      const key = find(keyId);
      if (!key) throw new Error('no such key in the scene');
      const { linked: _, ...rest } = key;
      patch({
        keys: [
          { ...rest, marks: [], listed: null, presence: { value: 'cannotTell', source: 'thisMachine', asOf: NOW } },
          { ...rest, id: `${keyId}-row`, held: null, places: [], check: null, local: { label: '', owner: '', note: '' } },
        ],
      });
      return null;
    },
    'keys.diagnose': () => DIAGNOSIS,
    'export.previewConfig': ({ path, locator }: Args<'export.previewConfig'>): ConfigChangePreview => ({
      path: path || FILES[0]?.path || '',
      version: 'v1',
      exists: true,
      before: ['  "token": "••••••••"'],
      after: [`  "${locator || 'default'}": {`, '    "token": "••••••••x7Qh2fK"', '  }'],
      warnings: ['The file can be read by everybody on this machine. It becomes readable by you alone.'],
      overwrites: { known: [], unheld: 1 },
    }),
    'export.applyConfig': () => ({ notes: ['Readable by you alone.'] }),
  };
}

/** As a driver names them; the window knows none of it. */
export const FILES: readonly ConfigFile[] = [
  {
    kind: 'vendorProfiles',
    title: 'profiles.json',
    help: 'Read by the command line and the Python client. One file holds several profiles.',
    path: '~/.vendor/profiles.json',
    locator: 'default',
    locatorLabel: 'Profile',
    fields: { host: 'https://api.tiledb.example', workspace: 'lab' },
  },
  {
    kind: 'vendorLogin',
    title: 'cloud.json',
    help: 'Read by older clients. It holds one login.',
    path: '~/.vendor/cloud.json',
    locator: 'api_key',
    locatorLabel: null,
    fields: {},
  },
];

function previewOf(state: Snapshot, keyIds: readonly string[]): RevokePreview {
  const wanted = state.keys.filter((k) => keyIds.includes(k.id));
  const profiles = state.profiles.flatMap((p) => {
    const own = wanted.filter((k) => k.profileId === p.id);
    if (own.length === 0) return [];
    const why =
      state.drivers.find((d) => d.kind === p.kind)?.revoke == null
        ? 'Keys of this server are revoked where they were made, not from here.'
        : null;
    const able = why === null ? own : [];
    return [
      {
        profileId: p.id,
        label: p.label,
        count: able.length,
        ofOthers: able.filter((k) => k.listed?.value.owner).length,
        held: able.filter((k) => k.held).length,
        places: able.flatMap((k) => k.places).length,
        managerKey: p.manager.kind === 'key' && able.some((k) => p.manager.kind === 'key' && k.id === p.manager.keyId),
        cannot: why === null ? [] : [{ why, keyIds: own.map((k) => k.id) }],
      },
    ];
  });
  const rows = profiles.reduce((n, p) => n + p.count, 0);
  const others = profiles.some((p) => p.ofOthers > 0);
  return { profiles, rows, phrase: rows > 1 ? `revoke ${rows} keys` : rows === 1 && others ? 'revoke 1 key' : null };
}

const DIAGNOSIS: Diagnosis = {
  verdict: 'Your netrc file has an older key for this host, and Python sends that one instead of this.',
  at: NOW,
  steps: [
    { id: 'expired', question: 'Has the key expired?', finding: 'No: it ends in 120 days.', outcome: 'fine', next: { do: 'none' } },
    {
      id: 'server',
      question: 'Does the server accept it?',
      finding: 'Yes, a moment ago, shown by Tessera alone.',
      outcome: 'fine',
      next: { do: 'none' },
    },
    {
      id: 'netrc',
      question: 'What do programs find in ~/.netrc?',
      finding: 'requests and libcurl find “laptop”, a key that was revoked. An entry there beats a key that a program was given.',
      outcome: 'cause',
      next: { do: 'none' },
    },
    {
      id: 'files',
      question: 'Are there two files?',
      finding: '~/_netrc exists too; some programs read it instead.',
      outcome: 'suspect',
      next: { do: 'none' },
    },
    {
      id: 'creation',
      question: 'Does the site let API keys in?',
      finding: 'Only an administrator of the server can see that.',
      outcome: 'unknown',
      next: { do: 'refresh' },
    },
  ],
  links: [
    {
      id: 'loggers',
      label: 'Loggers',
      url: 'https://labkey.hospital.example/labkey/logger-manage.view',
      steps: ['Set org.labkey.api.security to DEBUG.', 'Repeat the call, and read the log.', 'Set it back afterwards.'],
      administrator: true,
    },
  ],
};
