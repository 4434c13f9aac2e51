import { NOT_TOLD } from '../../../domain/expiry';
import type { CheckOutcome, ListedKey } from '../../../domain/key';
import type { Principal, Profile } from '../../../domain/profile';
import { ok, type Result } from '../../../domain/result';
import { failureProblem } from '../common/http';
import { isObject } from '../common/json';
import { mayCarryCredential } from '../common/web-address';
import type { Checked, DriverContext } from '../driver';
import { apiUrl } from './address';
import { type Answer, refusalOf, send, statusProblem } from './call';
import { endpoint, isSingleUser } from './endpoints';
import { probe } from './probe';
import { recognise } from './recognise';
import { readKey, readWhoAmI } from './rows';

/** The one principal of a server without users. */
export const SINGLE_USER_PRINCIPAL: Principal = { id: 'single-user', label: 'the server’s one key' };

const inconclusive = (why: string): Result<Checked> => ok({ outcome: { kind: 'inconclusive', why }, listed: null });

/**
 * Shows the server this very secret. Multi-user: `GET apikey` (which key is it? does not count as use), then `whoami` (whose is it?).
 * Single-user: `GET metadata/`, the only question that such a server answers. Only "Invalid API key" is a refusal.
 */
export async function check(ctx: DriverContext, profile: Profile, secret: string): Promise<Result<Checked>> {
  const allowed = mayCarryCredential(profile);
  if (!allowed.ok) return allowed;
  let known = profile;
  if (known.server === null) {
    const probed = await probe(ctx, profile.address);
    if (!probed.ok) return inconclusive(probed.error.message);
    known = { ...profile, server: probed.value.info };
  }
  return isSingleUser(known) ? checkSingleUser(ctx, known, secret) : checkMultiUser(ctx, known, secret);
}

async function checkSingleUser(ctx: DriverContext, profile: Profile, secret: string): Promise<Result<Checked>> {
  const result = await send(ctx, { method: 'GET', url: apiUrl(profile.address, 'metadata/'), authorization: `Apikey ${secret}` });
  if (!result.ok) return inconclusive(failureProblem(result.error).message);
  const answer = result.value;
  if (answer.status === 401) return ok({ outcome: refusedOrNot(answer), listed: null });
  if (answer.status !== 200 || !isObject(answer.body)) return inconclusive(statusProblem(answer).message);
  return ok({ outcome: { kind: 'live', principal: SINGLE_USER_PRINCIPAL }, listed: singleUserKey(secret) });
}

/** The one key of a server without users, as far as anything is known of it. */
function singleUserKey(secret: string): ListedKey {
  return {
    marks: recognise(secret).marks,
    name: null,
    fragment: null,
    scopes: null,
    fullAccess: true,
    accessTags: null,
    expiry: NOT_TOLD,
    createdAt: null,
    lastUsed: 'notTold',
    owner: null,
    warnings: ['Everybody who uses this server shares this one key. It ends when the server is started with another.'],
    session: false,
  };
}

async function checkMultiUser(ctx: DriverContext, profile: Profile, secret: string): Promise<Result<Checked>> {
  const authorization = `Apikey ${secret}`;
  const own = await send(ctx, { method: 'GET', url: endpoint(profile, 'apikey'), authorization });
  if (!own.ok) return inconclusive(failureProblem(own.error).message);
  const answer = own.value;
  if (answer.status === 401) return ok({ outcome: refusedOrNot(answer), listed: null });
  if (answer.status !== 200 || !isObject(answer.body)) return inconclusive(statusProblem(answer).message);
  const row = answer.body;
  const listed = readKey(row, null);
  if (listed === null) return inconclusive('The server’s answer about this key could not be read.');
  // A key in pieces is no proof of life: the server must have meant this one.
  const fragment = recognise(secret).marks.find((m) => m.kind === 'firstEight')?.value;
  if (fragment !== undefined && fragment !== listed.fragment)
    return inconclusive('The server answered about another key than the one it was shown.');
  const who = await send(ctx, { method: 'GET', url: endpoint(profile, 'whoami'), authorization });
  const whoami = who.ok && who.value.status === 200 ? readWhoAmI(who.value.body) : null;
  const full = whoami === null ? listed : (readKey(row, whoami.scopes) ?? listed);
  const marks = [...full.marks, ...recognise(secret).marks.filter((m) => m.kind === 'hash')];
  return ok({ outcome: { kind: 'live', principal: whoami?.principal ?? null }, listed: { ...full, marks } });
}

/** A 401 proves the key bad only in the server's own words for that. */
function refusedOrNot(answer: Answer): CheckOutcome {
  return refusalOf(answer) === 'badKey' ? { kind: 'refused' } : { kind: 'inconclusive', why: statusProblem(answer).message };
}
