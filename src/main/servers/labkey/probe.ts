import type { ServerInfo } from '../../../domain/profile';
import { err, fail, ok, type Problem, type Result } from '../../../domain/result';
import { duration } from '../../../domain/time';
import { type HttpResponse, header } from '../../http/port';
import { isObject } from '../common/json';
import type { DriverContext, Probed } from '../driver';
import { actionUrl } from './address';
import { type Answer, redirectOf, send } from './call';
import { linksOf } from './links';
import { meaningOf } from './meaning';
import { type PageFacts, readPage } from './pages';
import { answerProblem, failureProblem } from './problems';
import { has } from './releases';

/** Deeper folders than this are not walked through one by one. */
const MOST_SEGMENTS = 8;

const WHO = 'login-whoAmI.api';

/**
 * Asks the server what it is, without any credential. Its context path can be any beginning of the pasted path, so `login-whoAmI.api` is tried
 * from the typed path upward to the origin, and below `/labkey` last. An answer proves LabKey, though not the root: folders answer, too. The
 * login page then says where the context path ends, and more.
 */
export async function probe(ctx: DriverContext, address: string): Promise<Result<Probed>> {
  let failed: Problem | null = null;
  for (const candidate of candidates(address)) {
    const found = await ask(ctx, candidate);
    if (!found.ok) {
      // A server that cannot be reached, or that says what ails it, answers no other path either.
      if (found.error.final) return err(found.error.problem);
      failed ??= found.error.problem;
      continue;
    }
    const { base, answer } = found.value;
    const read = await readLoginPage(ctx, base);
    // Without it the zone and the site's rules would look as if they were not told.
    if (!read.ok) return read;
    const page = read.value;
    const root = page?.contextPath === null || page === null ? await shortest(ctx, base) : rootOf(base, page.contextPath);
    return ok({ address: root, info: infoOf(ctx, root, answer.response, page) });
  }
  return err(
    failed ??
      fail('labkey.notLabKey', 'There is no LabKey server at this address. Check the part after the host name.', { do: 'editProfile' })
        .error,
  );
}

/** The typed path, its parents, the origin, and `/labkey`, which was the usual context path before 24.3. */
export function candidates(address: string): readonly string[] {
  const url = new URL(address);
  const segments = url.pathname.split('/').filter((s) => s !== '');
  const list: string[] = [];
  for (let n = Math.min(segments.length, MOST_SEGMENTS); n >= 0; n -= 1)
    list.push(
      url.origin +
        segments
          .slice(0, n)
          .map((s) => `/${s}`)
          .join(''),
    );
  const usual = `${url.origin}/labkey`;
  return list.includes(usual) ? list : [...list, usual];
}

interface Missed {
  readonly problem: Problem;
  readonly final: boolean;
}

async function ask(ctx: DriverContext, candidate: string): Promise<Result<{ readonly base: string; readonly answer: Answer }, Missed>> {
  const url = actionUrl(candidate, WHO);
  const first = await send(ctx, { method: 'GET', url });
  if (!first.ok) return err({ problem: failureProblem(first.error), final: true });
  const target = redirectOf(first.value, url);
  if (target === null) return judge(candidate, first.value, candidate);
  // The old prefix of a server that moved to the root, or http to https: one step, same host, never down to http.
  const from = new URL(url);
  const lower = from.protocol === 'https:' && target.protocol !== 'https:';
  const base = baseOf(target);
  if (base === null || target.hostname !== from.hostname || lower) {
    const meaning = meaningOf(first.value);
    return err({ problem: answerProblem(first.value, candidate), final: meaning === 'firstRun' || meaning === 'maintenance' });
  }
  const second = await send(ctx, { method: 'GET', url: actionUrl(base, WHO) });
  return second.ok ? judge(base, second.value, candidate) : err({ problem: failureProblem(second.error), final: true });
}

/** The part of a redirect's target before the action; null where it leads to another action. */
function baseOf(target: URL): string | null {
  const path = /^(.*)\/login-whoami\.api$/i.exec(target.pathname)?.[1];
  return path === undefined ? null : `${target.origin}${path}`;
}

function judge(base: string, answer: Answer, candidate: string): Result<{ readonly base: string; readonly answer: Answer }, Missed> {
  const { body } = answer;
  if (meaningOf(answer) === 'fine' && isObject(body) && typeof body.CSRF === 'string' && typeof body.id === 'number')
    return ok({ base, answer });
  const meaning = meaningOf(answer);
  if (meaning === 'notLabKey' || meaning === 'fine' || meaning === 'notFound')
    return err({
      problem: fail('labkey.notLabKey', 'There is no LabKey server at this address. Check the part after the host name.', {
        do: 'editProfile',
      }).error,
      final: false,
    });
  return err({
    problem: answerProblem(answer, candidate),
    final: meaning === 'unavailable' || meaning === 'blocklisted' || meaning === 'notReady' || meaning === 'firstRun',
  });
}

/** Null where there is no such page, as behind a single sign-on. */
async function readLoginPage(ctx: DriverContext, base: string): Promise<Result<PageFacts | null>> {
  const answer = await send(ctx, { method: 'GET', url: actionUrl(base, 'login-login.view') });
  if (!answer.ok) return err(failureProblem(answer.error));
  return ok(answer.value.status === 200 ? readPage(answer.value.response.body) : null);
}

/** Origin and context path as the server says, where that is a beginning of the path that answered; else (a rewriting proxy) what answered. */
function rootOf(base: string, contextPath: string): string {
  const url = new URL(base);
  const path = contextPath.replace(/\/+$/, '');
  const fits = path === '' ? url.pathname : url.pathname === path || url.pathname.startsWith(`${path}/`);
  return fits ? `${url.origin}${path}` : base;
}

/** Without a page that tells: the shortest beginning of the path that still answers as LabKey. */
async function shortest(ctx: DriverContext, base: string): Promise<string> {
  let best = base;
  for (const candidate of candidates(base)) {
    if (candidate.length >= best.length) continue;
    const answer = await send(ctx, { method: 'GET', url: actionUrl(candidate, WHO) });
    if (!answer.ok || !judge(candidate, answer.value, candidate).ok) break;
    best = candidate;
  }
  return best;
}

/** `Server: LabKey/24.11`; proxies replace it and newer servers can leave it out. */
function versionIn(response: HttpResponse): string | null {
  return /LabKey\/(\S{1,60})/.exec(header(response, 'server') ?? '')?.[1] ?? null;
}

const yesNo = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');

function infoOf(ctx: DriverContext, address: string, response: HttpResponse, page: PageFacts | null): ServerInfo {
  const version = versionIn(response) ?? page?.version ?? null;
  const sso = page?.sso ?? false;
  return {
    version,
    mode: sso ? 'singleSignOn' : 'accounts',
    meaning: meaningFor(version, page),
    signInMethods: sso ? ['key', 'password'] : ['password', 'key'],
    manages: true,
    probedAt: ctx.now(),
    details: {
      contextPath: new URL(address).pathname.replace(/\/$/, ''),
      timezone: page?.timezone ?? '',
      homeContainer: page?.homeContainer ?? '',
      allowApiKeys: yesNo(page?.allowApiKeys ?? null),
      allowSessionKeys: yesNo(page?.allowSessionKeys ?? null),
      apiKeyExpirationSeconds: page?.expirationSeconds == null ? '' : String(page.expirationSeconds),
      sso: sso ? 'yes' : 'no',
      listsOwnKeys: has(version, 'ownKeys'),
      describesKeys: has(version, 'describes'),
      bearer: has(version, 'bearer'),
    },
    newKeys: newKeysFor(page),
    links: linksOf(address),
  };
}

/** What a person should know before signing in and before making a key. */
function meaningFor(version: string | null, page: PageFacts | null): string {
  const sentences: string[] = [];
  if (page?.sso)
    sentences.push(
      'People sign in to this server by single sign-on: make a key in the browser under External Tool Access, and paste it here.',
    );
  else
    sentences.push(
      'Everybody has an account of their own here. Sign in with email and password, or paste a key that was made in the browser.',
    );
  sentences.push(newKeysFor(page));
  if (has(version, 'ownKeys') === 'no')
    sentences.push('It is older than 24.2 and does not list a user’s own keys; they can be made, kept, checked and exported all the same.');
  else if (has(version, 'describes') === 'no')
    sentences.push('It is older than 24.10 and keeps neither descriptions nor when a key was last used.');
  return sentences.join(' ');
}

/** Whether keys can be made here, and how long they live. */
const newKeysFor = (page: PageFacts | null): string =>
  page?.allowApiKeys === false
    ? 'Making keys is switched off on this server; an administrator can allow it in Site Settings.'
    : lifetimeSentence(page?.expirationSeconds ?? null, page?.allowApiKeys ?? null);

/** The site decides how long keys live; no request can ask for another life. */
export function lifetimeSentence(seconds: number | null, told: boolean | null): string {
  if (seconds === null || told === null) return 'The site decides how long a new key lives, and this server does not say how long that is.';
  return seconds > 0
    ? `A new key ends after ${duration(seconds * 1000)}; the site decides that.`
    : 'A new key never ends; the site decides that.';
}
