import type { FieldValues } from '../../../domain/driver';
import type { Profile } from '../../../domain/profile';
import { err, fail, ok, type Result } from '../../../domain/result';
import { isObject } from '../common/json';
import { mayCarryCredential } from '../common/web-address';
import type { DriverContext, Session, SignedIn } from '../driver';
import { actionUrl } from './address';
import { type Answer, send } from './call';
import { logOut, readAccount } from './caller';
import { check } from './check';
import { PASSWORD_PATIENCE_MS } from './description';
import { Jar, SESSION } from './jar';
import { externalTools } from './links';
import { meaningOf } from './meaning';
import { answerProblem, failureProblem, meaningProblem } from './problems';
import { recognise } from './recognise';

/**
 * Signs in. The password goes to the server once and is dropped; the session lives in memory, as cookies, until it ends by itself. The tool has
 * no way through single sign-on or a second factor: there a key is made in the browser and pasted.
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
  const email = (fields.email ?? '').trim();
  const password = secrets.password ?? '';
  if (email === '') return fail('labkey.fieldMissing', 'Type your email address.', { do: 'none' }, { field: 'email' });
  if (password === '') return fail('labkey.fieldMissing', 'Type your password.', { do: 'none' }, { field: 'password' });
  const jar = new Jar();
  const answer = await send(ctx, {
    method: 'POST',
    url: actionUrl(profile.address, 'login-loginApi.api'),
    json: { email, password },
    jar,
    timeoutMs: PASSWORD_PATIENCE_MS,
  });
  return answer.ok ? finish(profile, answer.value, jar) : err(failureProblem(answer.error));
}

function finish(profile: Profile, answer: Answer, jar: Jar): Result<SignedIn> {
  const { address } = profile;
  const open = (url: string) => ({ do: 'openBrowser', url }) as const;
  const meaning = meaningOf(answer);
  if (answer.status === 400) return badLogin(answer, address);
  const { body } = answer;
  if (meaning !== 'fine' || !isObject(body)) return err(answerProblem(answer, address));
  if (body.success === false) return err(meaningProblem('passwordDue', answer.status, address));
  if (!isObject(body.user))
    return fail(
      'labkey.secondFactor',
      'The password is right, but the server wants a second factor, which Tessera cannot give. Make a key in the browser under External Tool Access, and paste it here instead: keys need no second factor.',
      open(externalTools(address).url),
    );
  const account = readAccount(body.user);
  if (account === null || jar.get(SESSION) === null)
    return fail(
      'labkey.noSession',
      'The server accepted the password, though it opened no session. A proxy may be dropping cookies. Paste a key instead.',
      {
        do: 'none',
      },
    );
  return ok({ principal: account.principal, credential: { kind: 'session', durable: '', volatile: jar.text() }, message: null });
}

/** loginApi says everything with status 400; wrong password, unknown account and no email address are one answer. */
function badLogin(answer: Answer, address: string): Result<SignedIn> {
  const said = answer.exception ?? '';
  const say = (meaning: 'paused' | 'deactivated' | 'terms' | 'passwordDue') => err(meaningProblem(meaning, answer.status, address));
  if (said.includes('temporarily paused')) return say('paused');
  if (said.includes('has been deactivated')) return say('deactivated');
  if (/terms of use/i.test(said)) return say('terms');
  if (said.includes('password has expired') || said.includes('complexity requirements')) return say('passwordDue');
  if (answer.exception === null) return err(answerProblem(answer, address));
  return fail(
    'labkey.badPassword',
    'The server does not accept this email address and password. An account that signs in elsewhere (single sign-on) has no password here: make a key in the browser and paste it.',
    { do: 'none' },
    { field: 'password' },
  );
}

/** A pasted key as the profile's manager: the server is asked whose it is. */
async function signInWithKey(ctx: DriverContext, profile: Profile, pasted: string): Promise<Result<SignedIn>> {
  const { secret, problem } = recognise(pasted);
  if (problem !== null) return fail('labkey.notAKey', problem, { do: 'none' }, { field: 'key' });
  const checked = await check(ctx, profile, secret);
  if (!checked.ok) return checked;
  const { outcome } = checked.value;
  if (outcome.kind === 'refused')
    return fail('labkey.badKey', 'The server does not accept this key: it is wrong, expired or revoked.', { do: 'none' }, { field: 'key' });
  if (outcome.kind === 'inconclusive') return fail('labkey.keyNotChecked', outcome.why, { do: 'retry' }, { field: 'key' });
  if (outcome.principal === null)
    return fail('labkey.noPrincipal', 'The server accepts this key, though it did not say whose it is. Try again.', { do: 'retry' });
  return ok({ principal: outcome.principal, credential: { kind: 'key' }, message: null });
}

/** Ends the session at the server. Keys are not affected. */
export async function signOut(ctx: DriverContext, profile: Profile, session: Session): Promise<{ readonly confirmed: boolean }> {
  const jar = Jar.of(session.volatile);
  if (!mayCarryCredential(profile).ok || jar.get(SESSION) === null) return { confirmed: false };
  return { confirmed: await logOut(ctx, profile, jar, 15_000) };
}
