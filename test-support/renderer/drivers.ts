import type { DriverDescription } from '../../src/domain/driver';

/** Descriptions like the real drivers', for looking at the window without main. */

const DAYS = 86_400;

export const tiled: DriverDescription = {
  kind: 'tiled',
  name: 'Tiled',
  blurb: 'Structured scientific data over HTTP (Bluesky). Keys have scopes, a note and an end.',
  address: {
    label: 'Address',
    placeholder: 'https://tiled.example.org',
    help: 'Any address of the server, as copied from the browser.',
    required: true,
  },
  signIn: [
    {
      id: 'password',
      label: 'User name and password',
      help: 'Tessera keeps the session in your keychain, never the password.',
      patienceMs: 60_000,
      yields: 'session',
      fields: [
        { name: 'username', label: 'User name', help: '', required: true, kind: 'text', maxCodePoints: null, initial: '', placeholder: '' },
        { name: 'password', label: 'Password', help: '', required: true, kind: 'secret' },
      ],
    },
    {
      id: 'key',
      label: 'A key that you have',
      help: 'For servers that sign in through another organisation.',
      patienceMs: 20_000,
      yields: 'key',
      fields: [{ name: 'key', label: 'API key', help: '', required: true, kind: 'secret' }],
    },
  ],
  secretKinds: [{ id: 'tiled-key', name: 'Tiled API key', pattern: '^[0-9a-f]{64,72}$' }],
  create: {
    fields: [
      {
        name: 'note',
        label: 'Note',
        help: 'Shown in the list. It cannot be edited later.',
        required: false,
        kind: 'text',
        maxCodePoints: 255,
        initial: '',
        placeholder: 'What is this key for?',
      },
      {
        name: 'lifetime',
        label: 'Lives for',
        help: '',
        required: true,
        kind: 'lifetime',
        initialSeconds: 30 * DAYS,
        neverWarning: 'A key without an end stays usable for whoever finds it, until somebody revokes it.',
        choices: [
          { label: '1 day', seconds: DAYS },
          { label: '7 days', seconds: 7 * DAYS },
          { label: '30 days', seconds: 30 * DAYS },
          { label: '1 year', seconds: 365 * DAYS },
          { label: 'Never ends', seconds: null },
        ],
      },
      {
        name: 'scopes',
        label: 'May',
        help: '',
        required: true,
        kind: 'scopes',
        initial: ['read:metadata', 'read:data'],
        special: [
          { name: 'inherit', label: 'Everything that you may (inherit)', warning: 'The key may do all that you may, now and later.' },
        ],
      },
      { name: 'tags', label: 'Access tags', help: 'Narrows the key to data with these tags.', required: false, kind: 'tags' },
    ],
  },
  holdFields: [],
  columns: ['scopes', 'expires', 'lastUsed', 'tags'],
  scopes: [
    { name: 'read:metadata', sentence: 'See what data there is.', power: 'read' },
    { name: 'read:data', sentence: 'Read the data itself.', power: 'read' },
    { name: 'create:node', sentence: 'Add new data.', power: 'write' },
    { name: 'write:metadata', sentence: 'Change descriptions.', power: 'write' },
    { name: 'write:data', sentence: 'Change data.', power: 'write' },
    { name: 'delete:node', sentence: 'Delete data.', power: 'write' },
    { name: 'create:apikeys', sentence: 'Make further keys, without limit.', power: 'admin' },
    { name: 'revoke:apikeys', sentence: 'Revoke keys of this account.', power: 'admin' },
    { name: 'metrics', sentence: "Read the server's own measurements.", power: 'admin' },
  ],
  exports: { env: true, netrc: false, freeVariableName: false },
  revoke: { consequences: ['Whatever uses this key stops working at once. This cannot be undone.'], acknowledgement: null },
  network: true,
  lists: true,
  lastUsedGrainMs: 1_000,
  fragmentLabel: 'First eight',
  nameLabel: 'Note',
};

const [passwordIn, keyIn] = tiled.signIn;
if (!passwordIn || !keyIn) throw new Error('the description above has two ways to sign in');

export const labkey: DriverDescription = {
  ...tiled,
  kind: 'labkey',
  name: 'LabKey Server',
  blurb: 'Panorama and other LabKey servers. A key may do all that its account may.',
  signIn: [
    {
      ...passwordIn,
      label: 'Email and password',
      help: 'Used once and not kept; the session lives until Tessera quits.',
      forThisRun: true,
    },
    {
      ...keyIn,
      help: 'Also for single sign-on and two-factor accounts: make a key in the browser and paste it here.',
      fields: [
        ...keyIn.fields,
        {
          kind: 'choice',
          name: 'secretKind',
          label: 'Kind',
          help: 'Both look alike.',
          required: true,
          options: [
            { value: 'api-key', label: 'API key' },
            { value: 'session-key', label: 'Session key' },
          ],
          initial: 'api-key',
        },
      ],
      link: 'externalTools',
    },
  ],
  secretKinds: [
    { id: 'api-key', name: 'API key', pattern: '^[0-9a-f]{64}$' },
    {
      id: 'session-key',
      name: 'Session key',
      pattern: '^session\\|',
      warning: 'A session key ends with the browser session that it comes from. It is kept in memory only, and written to no file.',
      memoryOnly: true,
    },
  ],
  columns: ['created', 'expires', 'lastUsed', 'owner'],
  scopes: [],
  create: { fields: tiled.create?.fields.filter((f) => f.kind === 'text') ?? [] },
  exports: { env: true, netrc: true, freeVariableName: true },
  lastUsedGrainMs: 600_000,
  fragmentLabel: 'Visible part',
  nameLabel: 'Description',
  administrator: {
    label: 'Show the keys of all users',
    help: 'You administer this server, so you may see and revoke the keys of everybody.',
  },
  diagnosis: { label: 'Why do I get 401?', help: 'Walks through the reasons for which this server refuses a key.' },
};

export const tiledb: DriverDescription = {
  ...tiled,
  kind: 'tiledb',
  name: 'TileDB Cloud',
  blurb: 'Arrays and files in the cloud. Tokens carry scopes of their own.',
  columns: ['scopes', 'created', 'expires', 'lastUsed'],
  revoke: {
    consequences: ['Whatever uses this token stops working at once.', 'Task graphs and notebooks that run with it fail.'],
    acknowledgement: 'I understand that this cannot be undone.',
  },
  lastUsedGrainMs: 60_000,
  fragmentLabel: 'Last seven',
  nameLabel: 'Name',
};

export const other: DriverDescription = {
  ...tiled,
  kind: 'other',
  name: 'Another server',
  blurb: 'Any other service: its key is kept, exported and warned about. No request is ever made.',
  address: { label: 'Host', placeholder: 'data.example.org', help: 'Only for your own order; nothing is sent there.', required: false },
  signIn: [],
  create: null,
  holdFields: [{ name: 'expires', label: 'Ends on', help: 'As its server told you.', required: false, kind: 'date' }],
  columns: ['expires'],
  scopes: [],
  exports: { env: true, netrc: true, freeVariableName: true },
  revoke: null,
  network: false,
  lists: false,
  lastUsedGrainMs: null,
  fragmentLabel: 'Begins',
  nameLabel: 'Name',
};

export const drivers = [tiled, labkey, tiledb, other] as const;
