import type { FieldValues } from '../../../domain/driver';
import type { Principal, Profile } from '../../../domain/profile';
import { err, fail, ok, type Result } from '../../../domain/result';
import { failureProblem } from '../common/http';
import { isObject, text } from '../common/json';
import { mayCarryCredential } from '../common/web-address';
import type { DriverContext, Session, SignedIn } from '../driver';
import { apiUrl, atOrigin } from './address';
import { type Answer, send, statusProblem } from './call';
import { check } from './check';
import { endpoint } from './endpoints';
import { PASSWORD_PATIENCE_MS } from './limits';
import { type Provider, probe, providersOf } from './probe';
import { recognise } from './recognise';
import { readWhoAmI } from './rows';
import { readTokens, type Tokens } from './session';

/**
 * Signs in. The server is asked anew what it is before a password leaves, so that the password goes to today's endpoint and the provider's
 * notice is today's. Every password login costs one of 200 sessions that no sign-out gives back, so nothing here is repeated.
 */
export async function signIn(
  ctx: DriverContext,
  profile: Profile,
  method: string,
  fields: FieldValues,
  secrets: FieldValues,
): Promise<Result<SignedIn>> {
  const allowed = mayCarryCredential(profile);
  if (!allowed.ok) return allowed;
  if (method === 'key') return signInWithKey(ctx, profile, secrets.key ?? '');
  const username = (fields.username ?? '').trim();
  const password = secrets.password ?? '';
  if (username === '') return fail('tiled.fieldMissing', 'Type your user name.', { do: 'none' }, { field: 'username' });
  if (password === '') return fail('tiled.fieldMissing', 'Type your password.', { do: 'none' }, { field: 'password' });
  const probed = await probe(ctx, profile.address);
  if (!probed.ok) return probed;
  if (probed.value.address !== profile.address)
    return fail(
      'tiled.addressMoved',
      `This server now sends its visitors to ${probed.value.address}. Change the profile's address, then sign in.`,
      { do: 'editProfile' },
    );
  const provider = chooseProvider(providersOf(probed.value.info), fields.provider ?? '');
  if (!provider.ok) return provider;
  const fresh: Profile = { ...profile, server: probed.value.info };
  const answer = await send(ctx, {
    method: 'POST',
    url:
      provider.value.tokenPath === null
        ? apiUrl(profile.address, `auth/provider/${provider.value.name}/token`)
        : atOrigin(profile.address, provider.value.tokenPath),
    form: { grant_type: 'password', username, password },
    timeoutMs: PASSWORD_PATIENCE_MS,
  });
  if (!answer.ok) return err(failureProblem(answer.error));
  return finish(ctx, fresh, provider.value, answer.value);
}

function chooseProvider(providers: readonly Provider[], wanted: string): Result<Provider> {
  const internal = providers.filter((p) => p.mode === 'internal');
  const names = internal.map((p) => p.name).join(', ');
  const [first] = internal;
  if (!first) return fail('tiled.noPasswordLogin', 'This server has no password login. Paste a key instead.', { do: 'none' });
  const name = wanted.trim();
  if (name === '' && internal.length === 1) return ok(first);
  const chosen = internal.find((p) => p.name === name);
  if (chosen) return ok(chosen);
  return fail(
    'tiled.chooseProvider',
    `Say which of the server's providers checks your password: ${names}.`,
    { do: 'none' },
    { field: 'provider' },
  );
}

async function finish(ctx: DriverContext, profile: Profile, provider: Provider, answer: Answer): Promise<Result<SignedIn>> {
  const { detail, requestId } = answer;
  if (answer.status === 401 && detail?.startsWith('Incorrect username or password'))
    return fail(
      'tiled.badPassword',
      'The server does not accept this user name and password.',
      { do: 'none' },
      { requestId, field: 'password' },
    );
  if (answer.status === 400 && detail?.startsWith('This Principal already has'))
    return fail(
      'tiled.sessionLimit',
      'This account has used up its sessions on the server (200 by default; signing out does not give them back). An administrator must clear them. A key of this account still works: paste it instead.',
      { do: 'none' },
      { requestId },
    );
  if (answer.status === 404)
    return fail('tiled.noProvider', 'The server no longer has this way to sign in.', { do: 'editProfile' }, { requestId });
  const tokens = answer.status === 200 ? readTokens(answer.body, ctx.now()) : null;
  if (tokens === null) return err(statusProblem(answer));
  const principal = principalIn(answer.body) ?? (await askPrincipal(ctx, profile, tokens));
  if (principal === null) {
    await revokeSession(ctx, profile, tokens.durable);
    return fail(
      'tiled.noPrincipal',
      'The server accepted the password, though it did not say whose account this is. Nothing was kept.',
      { do: 'retry' },
      { requestId },
    );
  }
  const identity = isObject(answer.body) && isObject(answer.body.identity) ? text(answer.body.identity.id) : null;
  return ok({
    principal,
    credential: { kind: 'session', durable: tokens.durable, volatile: tokens.volatile },
    message: messageFor(provider.message, identity ?? principal.label),
  });
}

/** The provider's own notice with the name put in; null where it has none. */
export function messageFor(template: string | null, id: string): string | null {
  const message = (template ?? '').split('{id}').join(id).trim();
  return message === '' ? null : message.slice(0, 4000);
}

/** Newer servers answer identity and principal with the tokens; the id comes without dashes there. */
function principalIn(body: unknown): Principal | null {
  if (!isObject(body) || !isObject(body.identity)) return null;
  const label = text(body.identity.id);
  const hex = text(body.principal)?.replaceAll('-', '').toLowerCase() ?? '';
  if (label === null || !/^[0-9a-f]{32}$/.test(hex)) return null;
  return { id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), label };
}

async function askPrincipal(ctx: DriverContext, profile: Profile, tokens: Tokens): Promise<Principal | null> {
  const { token } = JSON.parse(tokens.volatile) as { readonly token: string };
  const answer = await send(ctx, { method: 'GET', url: endpoint(profile, 'whoami'), authorization: `Bearer ${token}` });
  return answer.ok && answer.value.status === 200 ? (readWhoAmI(answer.value.body)?.principal ?? null) : null;
}

/** A pasted key as the profile's manager: the server is asked whose it is. */
async function signInWithKey(ctx: DriverContext, profile: Profile, pasted: string): Promise<Result<SignedIn>> {
  const { secret, problem } = recognise(pasted);
  if (problem !== null) return fail('tiled.notAKey', problem, { do: 'none' }, { field: 'key' });
  const checked = await check(ctx, profile, secret);
  if (!checked.ok) return checked;
  const { outcome } = checked.value;
  if (outcome.kind === 'refused')
    return fail(
      'tiled.badKey',
      'The server does not accept this API key: it is wrong, expired or revoked.',
      { do: 'none' },
      { field: 'key' },
    );
  if (outcome.kind === 'inconclusive') return fail('tiled.keyNotChecked', outcome.why, { do: 'retry' });
  if (outcome.principal === null)
    return fail('tiled.noPrincipal', 'The server accepts this key, though it did not say whose it is. Try again.', { do: 'retry' });
  return ok({ principal: outcome.principal, credential: { kind: 'key' }, message: null });
}

/** Revokes the session on the server, as far as it will. It answers 500 for an expired token and 409 for an unknown one: nobody needs to care. */
export async function signOut(ctx: DriverContext, profile: Profile, session: Session): Promise<{ readonly confirmed: boolean }> {
  return { confirmed: await revokeSession(ctx, profile, session.durable) };
}

async function revokeSession(ctx: DriverContext, profile: Profile, refreshToken: string): Promise<boolean> {
  if (!mayCarryCredential(profile).ok) return false;
  const answer = await send(ctx, {
    method: 'POST',
    url: apiUrl(profile.address, 'auth/session/revoke'),
    json: { refresh_token: refreshToken },
  });
  return answer.ok && answer.value.status === 204;
}
