import type { Sandbox } from './context';
import type { SandboxSession, SandboxUser } from './state';
import { header, type WireRequest } from './wire';

export const NO_MATCH = 'The email address and password you entered did not match any accounts on file.';
export const DEACTIVATED = 'Your account has been deactivated.';
const PAUSED = 'Due to the number of recent failed login attempts, authentication has been temporarily paused.\nTry again in one minute.';
const EXPIRED = 'Your password has expired; please choose a new password.';

/** How a credential came along; never the credential itself. */
export type CredentialKind = 'none' | 'session' | 'basicKey' | 'basicPassword' | 'apikeyHeader' | 'bearer' | 'transform' | 'guest';

interface Sent {
  readonly kind: CredentialKind;
  readonly login: string;
  readonly password: string;
}

/** Whom a request speaks for. `refused`: it ends with 401 and this text. */
export type Identity =
  | { readonly kind: 'guest'; readonly session: SandboxSession | null }
  | { readonly kind: 'user'; readonly user: SandboxUser; readonly session: SandboxSession; readonly fresh: boolean }
  | { readonly kind: 'refused'; readonly text: string };

/** The outcome of showing one login and password, or one key. */
export type Attempt =
  | { readonly kind: 'ok'; readonly user: SandboxUser; readonly role: string | null }
  | { readonly kind: 'session'; readonly session: SandboxSession; readonly user: SandboxUser }
  | { readonly kind: 'secondFactor' }
  | { readonly kind: 'expiredPassword'; readonly user: SandboxUser }
  | { readonly kind: 'refused'; readonly text: string };

/**
 * The credential that counts. Since 23.10 a readable Basic header hides all others; before, Basic with the user `apikey` did, and the
 * `apikey` header hid a Basic password. `basic` in lower case is not read. Bearer is the last, since 26.5. The order of Bearer is assumed.
 */
export function sentCredential(request: WireRequest, features: Sandbox['features']): Sent | null {
  const basic = basicOf(header(request, 'authorization'));
  const key = header(request, 'apikey');
  const basicFirst = basic && (features.basicWins || basic.login === 'apikey' || !key);
  if (basicFirst) return { kind: basic.login === 'apikey' ? 'basicKey' : basic.login === 'guest' ? 'guest' : 'basicPassword', ...basic };
  if (key) return { kind: 'apikeyHeader', login: 'apikey', password: key };
  const transform = request.cookies.get('LabKeyTransformSessionId') ?? request.query.get('LabKeyTransformSessionId');
  if (transform) return { kind: 'transform', login: 'apikey', password: transform };
  const bearer = features.bearer ? /^Bearer (\S+)$/.exec(header(request, 'authorization') ?? '')?.[1] : undefined;
  return bearer ? { kind: 'bearer', login: 'apikey', password: bearer } : null;
}

function basicOf(value: string | undefined): { readonly login: string; readonly password: string } | null {
  if (!value?.startsWith('Basic')) return null;
  const text = Buffer.from(value.slice('Basic'.length).trim(), 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { login: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Finds out who asks: a live session of a user first, and only without one the credential. Waits where the failure limiter says so. */
export async function identify(sandbox: Sandbox, request: WireRequest): Promise<Identity> {
  const { state, features, options } = sandbox;
  const cookie = request.cookies.get('JSESSIONID');
  const session = (cookie && state.liveSession(cookie)) || null;
  const owner = session && state.userById(session.impersonates ?? session.userId);
  if (session && owner) return { kind: 'user', user: owner, session, fresh: false };
  const sent = sentCredential(request, features);
  if (!sent || sent.kind === 'guest') return { kind: 'guest', session };
  const attempt = await attemptLogin(sandbox, request, sent.login, sent.password);
  if (attempt.kind === 'session') return { kind: 'user', user: attempt.user, session: attempt.session, fresh: false };
  if (attempt.kind === 'ok') {
    if (session) state.endSession(session.id);
    return { kind: 'user', user: attempt.user, session: state.openSession(attempt.user.id, attempt.role), fresh: true };
  }
  if (attempt.kind === 'secondFactor') return { kind: 'guest', session };
  const downgraded = !features.refusesBadCredentials || (options.ldapDowngrade && sent.login === 'apikey');
  if (downgraded) return { kind: 'guest', session };
  return { kind: 'refused', text: attempt.kind === 'expiredPassword' ? EXPIRED : attempt.text };
}

/** Shows a login and a password to the server. Keys have the login `apikey`. */
export async function attemptLogin(sandbox: Sandbox, request: WireRequest, login: string, password: string): Promise<Attempt> {
  const { state, limiter } = sandbox;
  if (login === 'apikey') {
    const session = state.sessionOfKey(password);
    const user = session && state.userById(session.userId);
    if (session && user) return { kind: 'session', session, user };
  }
  const wait = limiter.waitFor(request.address, login, password);
  if (wait.paused) return { kind: 'refused', text: PAUSED };
  if (wait.ms > 0) await sandbox.sleep(wait.ms);
  const attempt = login === 'apikey' ? tryKey(sandbox, password) : tryPassword(sandbox, login, password);
  if (attempt.kind === 'refused') limiter.failed(request.address, login, password);
  return attempt;
}

function tryKey(sandbox: Sandbox, secret: string): Attempt {
  const { state, features, options } = sandbox;
  const found = state.keyOf(secret);
  const bugged = features.domainBug && options.defaultDomain === '';
  if (!found || bugged) return { kind: 'refused', text: features.ownInvalidKeyText ? options.invalidKeyText : NO_MATCH };
  if (!found.user.active) return { kind: 'refused', text: inactiveText(sandbox) };
  if (found.user.twoFactor && !features.keysSkipSecondFactor) return { kind: 'secondFactor' };
  state.markUsed(found.key);
  return { kind: 'ok', user: found.user, role: found.key.role };
}

function tryPassword(sandbox: Sandbox, login: string, password: string): Attempt {
  const { state, options } = sandbox;
  const email = login.includes('@') || options.defaultDomain === '' ? login : `${login}@${options.defaultDomain}`;
  const user = state.userOf(email);
  if (user?.password == null || user.password !== password) return { kind: 'refused', text: NO_MATCH };
  if (!user.active) return { kind: 'refused', text: inactiveText(sandbox) };
  if (user.expiredPassword) return { kind: 'expiredPassword', user };
  return user.twoFactor ? { kind: 'secondFactor' } : { kind: 'ok', user, role: null };
}

const inactiveText = (sandbox: Sandbox): string => (sandbox.features.namesInactive ? DEACTIVATED : NO_MATCH);
