import type { DriverDescription, Field, LifetimeChoice } from '../../../domain/driver';
import { NOTE_LIMIT, PASSWORD_PATIENCE_MS } from './limits';
import { INHERIT, READ_ONLY, SCOPES } from './scopes';

const HOUR = 3_600;
const DAY = 24 * HOUR;

const LIFETIMES: readonly LifetimeChoice[] = [
  { label: '1 hour', seconds: HOUR },
  { label: '12 hours', seconds: 12 * HOUR },
  { label: '1 day', seconds: DAY },
  { label: '7 days', seconds: 7 * DAY },
  { label: '30 days', seconds: 30 * DAY },
  { label: '90 days', seconds: 90 * DAY },
  { label: '1 year', seconds: 365 * DAY },
  { label: 'never ends', seconds: null },
];

const USERNAME: Field = {
  kind: 'text',
  name: 'username',
  label: 'User name',
  help: '',
  required: true,
  maxCodePoints: null,
  initial: '',
  placeholder: '',
};
const PASSWORD: Field = {
  kind: 'secret',
  name: 'password',
  label: 'Password',
  help: 'Used once and not kept. Where your site asks for a one-time code with it, type “password,code”.',
  required: true,
};

const CREATE_FIELDS: readonly Field[] = [
  {
    kind: 'text',
    name: 'note',
    label: 'Note',
    help: 'Where and for what the key will be used. The server cannot change it afterwards.',
    required: false,
    maxCodePoints: NOTE_LIMIT,
    initial: '',
    placeholder: 'Data validation pipeline',
  },
  {
    kind: 'scopes',
    name: 'scopes',
    label: 'Scopes',
    help: 'What the key may do. Give it no more than its task needs.',
    required: true,
    initial: READ_ONLY,
    special: [
      {
        name: INHERIT,
        label: 'Everything that I may do (inherit)',
        warning: 'The key can do all that you can do, now and later: also write, delete, and make further keys. Whoever finds it is you.',
      },
    ],
  },
  {
    kind: 'lifetime',
    name: 'lifetime',
    label: 'Ends after',
    help: 'The server cannot change this afterwards: a longer life means a new key.',
    required: true,
    initialSeconds: 30 * DAY,
    neverWarning: 'If the key leaks it works until somebody notices and revokes it.',
    choices: LIFETIMES,
  },
  {
    kind: 'tags',
    name: 'accessTags',
    label: 'Access tags',
    help: 'Narrows the key to data with these tags, on servers that know them (0.1.0b37 and newer). The server does not check the names. Not together with “inherit”.',
    required: false,
  },
];

/** Tiled as data: forms, columns, scopes, consequences. */
export const description: DriverDescription = {
  kind: 'tiled',
  name: 'Tiled',
  blurb: 'A Tiled data server (Bluesky): list, create, keep and revoke its API keys.',
  address: {
    label: 'Server address',
    placeholder: 'https://tiled.example.org',
    help: 'Any address of the server will do: its start page, an API or metadata path, or the line with ?api_key= that it prints at start. A key in it is taken out and offered for keeping.',
    required: true,
  },
  signIn: [
    {
      id: 'password',
      label: 'User name and password',
      help: 'Opens a session that is kept and renewed, since each login uses up one of the account’s 200 sessions.',
      fields: [USERNAME, PASSWORD],
      patienceMs: PASSWORD_PATIENCE_MS,
      yields: 'session',
    },
    {
      id: 'passwordAt',
      label: 'User name and password',
      help: 'This server checks passwords in more than one place: say which. Opens a session that is kept and renewed.',
      fields: [
        {
          kind: 'text',
          name: 'provider',
          label: 'Provider',
          help: 'As named in the server’s description above.',
          required: true,
          maxCodePoints: 100,
          initial: '',
          placeholder: '',
        },
        USERNAME,
        PASSWORD,
      ],
      patienceMs: PASSWORD_PATIENCE_MS,
      yields: 'session',
    },
    {
      id: 'key',
      label: 'Paste a key',
      help: 'Any key of the account can list its keys. To create or revoke from here it needs the scopes for that.',
      fields: [
        {
          kind: 'secret',
          name: 'key',
          label: 'API key',
          help: '72 characters, 0-9 and a-f; on single-user servers any letters and digits.',
          required: true,
        },
      ],
      patienceMs: 30_000,
      yields: 'key',
    },
  ],
  secretKinds: [
    { id: 'multiUser', name: 'Tiled API key', pattern: '^[0-9a-fA-F]{72}$' },
    { id: 'singleUser', name: 'Key of a single-user Tiled server', pattern: '^[A-Za-z0-9]+$' },
  ],
  create: { fields: CREATE_FIELDS },
  holdFields: [],
  columns: ['scopes', 'expires', 'lastUsed', 'tags'],
  scopes: SCOPES,
  exports: { env: true, netrc: false, freeVariableName: false },
  revoke: {
    consequences: [
      'Everything that uses this key stops working at once, on every machine.',
      'This cannot be undone: a revoked key never works again.',
      'Sessions and other keys of the account are not affected.',
    ],
    acknowledgement: null,
  },
  network: true,
  lists: true,
  lastUsedGrainMs: 1_000,
  fragmentLabel: 'First eight',
  nameLabel: 'Note',
};
