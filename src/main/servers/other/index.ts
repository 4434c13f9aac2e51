import { createHash } from 'node:crypto';
import type { DriverDescription } from '../../../domain/driver';
import { SECRET } from '../../../domain/exports';
import { fail, ok, type Problem } from '../../../domain/result';
import type { ParsedAddress, ServerDriver } from '../driver';

/** The variable's name where the user chooses none. */
const DEFAULT_VARIABLE = 'API_KEY';

/** Names that every shell takes. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const description: DriverDescription = {
  kind: 'other',
  name: 'Other',
  blurb: 'Any other server: its keys are kept, exported and watched for their end. Tessera never contacts it.',
  address: {
    label: 'Host',
    placeholder: 'data.example.org',
    help: 'For your own orientation and for .netrc. May stay empty.',
    required: false,
  },
  signIn: [],
  secretKinds: [],
  create: null,
  holdFields: [
    {
      kind: 'text',
      name: 'name',
      label: 'Name',
      help: 'What you call this key.',
      required: true,
      maxCodePoints: 200,
      initial: '',
      placeholder: '',
    },
    { kind: 'date', name: 'expiry', label: 'Ends on', help: 'Where you know it, so that you are warned in time.', required: false },
  ],
  columns: ['expires'],
  scopes: [],
  exports: { env: true, netrc: true, freeVariableName: true },
  revoke: null,
  network: false,
  lists: false,
  lastUsedGrainMs: null,
  fragmentLabel: 'Fragment',
  nameLabel: 'Name',
};

/** What every method that would need the network answers. */
const silent: Problem = fail('other.noNetwork', 'Tessera keeps keys of this server and never contacts it.').error;

function parseHost(text: string): ReturnType<ServerDriver['parseAddress']> {
  const trimmed = text.trim();
  if (trimmed === '') return ok<ParsedAddress>({ address: '', secret: null, suggestedLabel: 'Other keys', plainHttp: false });
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  const candidate = scheme === undefined ? `https://${trimmed}` : trimmed;
  const url = URL.canParse(candidate) ? new URL(candidate) : null;
  if (url === null || url.hostname === '' || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return fail(
      'other.badHost',
      'This is not a host name. It should look like data.example.org, or stay empty.',
      { do: 'none' },
      { field: 'address' },
    );
  const address = scheme === undefined ? url.host : `${url.protocol}//${url.host}`;
  // No request is ever made, so nothing travels unencrypted.
  return ok({ address, secret: null, suggestedLabel: url.host, plainHttp: false });
}

/** The smallest driver: it holds, exports and warns, makes no request, and recognises nothing special. */
export const other: ServerDriver = {
  description,
  parseAddress: parseHost,
  probe: async (ctx, address) =>
    ok({
      address,
      info: {
        version: null,
        mode: 'notContacted',
        meaning: 'Tessera keeps keys for this server and never contacts it: it cannot tell whether they work.',
        signInMethods: [],
        manages: false,
        probedAt: ctx.now(),
        details: {},
      },
    }),
  signIn: async () => ({ ok: false, error: silent }),
  signOut: async () => ({ confirmed: false }),
  list: async () => ({ ok: false, error: silent }),
  create: async () => ({ ok: false, error: { ...silent, ambiguous: false } }),
  secretBytes: 8192,
  revoke: async () => ({ ok: false, error: silent }),
  check: async () => ok({ outcome: { kind: 'inconclusive', why: silent.message }, listed: null }),
  recognise: (text) => {
    const secret = text.trim();
    return {
      secret,
      kindId: null,
      marks: secret === '' ? [] : [{ kind: 'hash', value: createHash('sha256').update(secret).digest('hex') }],
      problem:
        secret === ''
          ? 'There is no key in this text.'
          : /[\r\n]/.test(secret)
            ? 'The text has more than one line. Paste the key alone.'
            : secret.includes('\0')
              ? 'The text has a NUL character, which no keychain gives back unchanged. Paste the key without it.'
              : null,
    };
  },
  exports: (profile, _key, options) => {
    const wanted = (options.variable ?? '').trim();
    const name = VARIABLE.test(wanted) ? wanted : DEFAULT_VARIABLE;
    const refused = wanted !== '' && name !== wanted;
    return {
      variables: [
        { name, value: 'secret', help: 'Under the name that you chose.' },
        ...(profile.address === ''
          ? []
          : [{ name: `${name}_HOST`, value: { text: profile.address }, help: 'The host that the key belongs to.' }]),
      ],
      snippets: [{ id: 'value', title: 'The key alone', language: 'text', text: SECRET, warning: 'The key itself stands in this text.' }],
      warnings: refused
        ? ['A variable’s name has letters, digits and underscores, and does not begin with a digit. The usual name is used instead.']
        : [],
    };
  },
};
