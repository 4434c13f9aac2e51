import type { DriverDescription, Field } from '../../../domain/driver';
import { API_KEY, LEGACY_KEY, SESSION_KEY } from './recognise';

/** A longer description is cut by the server, with three dots at its end. */
export const DESCRIPTION_LIMIT = 256;

/** A password may be checked by a directory elsewhere, and waits for others' failures first. */
export const PASSWORD_PATIENCE_MS = 60_000;

const SESSION_WARNING =
  'A session key dies with the browser session that made it: at sign-out, after half an hour without use, or when the server restarts. Tessera keeps it in memory only and writes it to no file.';

/** Which of the two a pasted text is: nothing in it tells. */
const SECRET_KIND: Field = {
  kind: 'choice',
  name: 'secretKind',
  label: 'Kind',
  help: 'Both look alike since 23.3. A session key came from “Generate Session Key”; it is kept in memory only.',
  required: true,
  options: [
    { value: 'apiKey', label: 'API key' },
    { value: 'sessionKey', label: 'Session key' },
  ],
  initial: 'apiKey',
};

/** LabKey as data: forms, columns, kinds of secret, consequences. */
export const description: DriverDescription = {
  kind: 'labkey',
  name: 'LabKey Server',
  blurb: 'A LabKey Server: list, create, keep and revoke its API keys, and keep .netrc in step.',
  address: {
    label: 'Server address',
    placeholder: 'https://labkey.example.org',
    help: 'Any address of the server will do: its start page, or a page of a folder. Tessera finds out where the server begins.',
    required: true,
  },
  signIn: [
    {
      id: 'password',
      label: 'Email and password',
      help: 'Opens a session that lasts until it times out or Tessera is closed. Not for single sign-on and second factors: paste a key there.',
      fields: [
        {
          kind: 'text',
          name: 'email',
          label: 'Email',
          help: '',
          required: true,
          maxCodePoints: null,
          initial: '',
          placeholder: 'ada@example.org',
        },
        { kind: 'secret', name: 'password', label: 'Password', help: 'Used once and not kept.', required: true },
      ],
      patienceMs: PASSWORD_PATIENCE_MS,
      yields: 'session',
      forThisRun: true,
    },
    {
      id: 'key',
      label: 'Paste a key',
      help: 'For everybody, and the only way with single sign-on or a second factor. A key can list, make and revoke the keys of its owner.',
      fields: [
        {
          kind: 'secret',
          name: 'key',
          label: 'API key',
          help: '64 characters, 0-9 and a-f; before 23.3 “apikey|” and 32 of them.',
          required: true,
        },
        SECRET_KIND,
      ],
      patienceMs: 45_000,
      yields: 'key',
      link: 'externalTools',
    },
  ],
  secretKinds: [
    { id: 'apiKey', name: 'LabKey API key', pattern: API_KEY },
    {
      id: 'legacyKey',
      name: 'LabKey API key of before 23.3',
      pattern: LEGACY_KEY,
      warning: 'Its prefix “apikey|” is part of it and must stay.',
    },
    { id: 'sessionKey', name: 'LabKey session key', pattern: SESSION_KEY, warning: SESSION_WARNING, memoryOnly: true },
  ],
  create: {
    fields: [
      {
        kind: 'text',
        name: 'description',
        label: 'Description',
        help: 'Where and for what the key will be used. It cannot be changed afterwards, and servers before 24.10 do not keep it. How long the key lives is the site’s setting; no key can have another life.',
        required: false,
        maxCodePoints: DESCRIPTION_LIMIT,
        initial: '',
        placeholder: 'Nightly import on lab-pc-3',
      },
    ],
  },
  holdFields: [SECRET_KIND],
  columns: ['scopes', 'created', 'expires', 'lastUsed', 'owner'],
  scopes: [
    { name: 'Reader', sentence: 'Reads what its owner may read, and changes nothing.', power: 'read' },
    { name: 'Editor', sentence: 'Reads, adds, changes and deletes data that its owner may.', power: 'write' },
  ],
  exports: { env: true, netrc: true, freeVariableName: true },
  revoke: {
    consequences: [
      'Everything that uses this key stops working, on every machine.',
      'Sessions that were opened with it go on until they end by themselves, half an hour without use by default.',
      'This cannot be undone: a revoked key never works again.',
    ],
    acknowledgement: null,
  },
  network: true,
  lists: true,
  listsParts: false,
  lastUsedGrainMs: 600_000,
  fragmentLabel: 'Fragment',
  nameLabel: 'Description',
  administrator: {
    label: 'Show the keys of all users',
    help: 'As an administrator of this server you see the keys of everybody, and can revoke them.',
  },
  diagnosis: {
    label: 'Why do I get 401?',
    help: 'Looks at the key, at the server and at the .netrc files of this machine, and says which cause it is.',
  },
};
