import type { DriverDescription, Field, LifetimeChoice } from '../../../domain/driver';
import { DEFAULT_HOST } from './address';
import { LONGEST } from './recognise';
import { EVERYTHING, SCOPES } from './scopes';

const DAY = 86_400;

const LIFETIMES: readonly LifetimeChoice[] = [
  { label: '30 minutes', seconds: 1_800 },
  { label: '12 hours', seconds: DAY / 2 },
  { label: '7 days', seconds: 7 * DAY },
  { label: '30 days', seconds: 30 * DAY },
  { label: '90 days', seconds: 90 * DAY },
  { label: '1 year', seconds: 365 * DAY },
];

const text = (name: string, label: string, help: string, required: boolean): Field => ({
  kind: 'text',
  name,
  label,
  help,
  required,
  maxCodePoints: null,
  initial: '',
  placeholder: '',
});

const SIGN_IN_PATIENCE_MS = 60_000;

/** TileDB as data: forms, columns, scopes, consequences. */
export const description: DriverDescription = {
  kind: 'tiledb',
  name: 'TileDB Cloud',
  blurb: 'TileDB Cloud or Carrara, hosted or your own: list, create, keep and revoke REST API tokens.',
  address: {
    label: 'API address',
    placeholder: DEFAULT_HOST,
    help: 'The address of the REST API, not of the web console. Your own server’s often begins with “api.”.',
    required: true,
  },
  signIn: [
    {
      id: 'password',
      label: 'User name and password',
      help: 'The password is traded for a login token of 30 days at once, and not kept. Signing out revokes that token.',
      fields: [
        text('username', 'User name', '', true),
        { kind: 'secret', name: 'password', label: 'Password', help: 'Used once and not kept.', required: true },
        text('workspace', 'Workspace', 'Carrara only, and only if you are in several: name or id.', false),
      ],
      patienceMs: SIGN_IN_PATIENCE_MS,
      yields: 'session',
    },
    {
      id: 'key',
      label: 'Paste a token',
      help: 'For accounts of a company login, which have no password here. To manage tokens it needs full access (*).',
      fields: [
        { kind: 'secret', name: 'key', label: 'REST API token', help: 'As the console shows it once, when it is made.', required: true },
      ],
      patienceMs: SIGN_IN_PATIENCE_MS,
      yields: 'key',
      link: 'console',
    },
  ],
  secretKinds: [
    { id: 'jwt', name: 'TileDB token (signed)', pattern: '^eyJ[\\w-]+\\.eyJ[\\w-]+\\.[\\w-]+$' },
    { id: 'plain', name: 'TileDB workspace token', pattern: '^tiledb_' },
    { id: 'workspace', name: 'TileDB token that names its workspace', pattern: '^[^\\s-]+-ws_[^\\s-]+-' },
  ],
  create: {
    fields: [
      text('name', 'Name', 'May stay empty: the server then makes one. Where the name is taken it adds a number.', false),
      {
        kind: 'lifetime',
        name: 'lifetime',
        label: 'Ends after',
        help: 'Always sent: left out, the server would end the token after 30 minutes. It cannot be changed later.',
        required: true,
        initialSeconds: 30 * DAY,
        neverWarning: null,
        choices: LIFETIMES,
      },
      {
        kind: 'scopes',
        name: 'scopes',
        label: 'Scope',
        help: 'What the token may do. A Carrara server takes exactly one.',
        required: true,
        initial: ['array:read'],
        special: [
          {
            name: EVERYTHING,
            label: 'Full access (*)',
            warning: 'The token can do all that you can do, making further tokens included. Whoever finds it is you.',
          },
        ],
      },
      text('workspace', 'Workspace', 'Carrara only: name or id. Empty: that of your sign-in, or your only one.', false),
    ],
  },
  holdFields: [],
  columns: ['scopes', 'created', 'expires'],
  scopes: SCOPES,
  exports: { env: true, netrc: false, freeVariableName: false },
  revoke: {
    consequences: [
      'Everything that uses this token stops working at once, on every machine.',
      'This cannot be undone. Other tokens and sign-ins of the account are not affected.',
    ],
    acknowledgement: 'I acknowledge the consequences',
  },
  network: true,
  lists: true,
  lastUsedGrainMs: null,
  fragmentLabel: 'Last seven',
  nameLabel: 'Name',
};

/** Bytes of the longest token that is expected. */
export const SECRET_BYTES = LONGEST;
