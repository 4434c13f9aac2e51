import { header } from '../../http/port';
import { isObject } from '../common/json';
import type { Answer } from './call';

/** What an answer of LabKey's means. The status alone says little: a 401 has nine meanings. */
export type Meaning =
  | 'fine'
  | 'csrf'
  | 'notReady'
  | 'adminOnly'
  | 'paused'
  | 'deactivated'
  | 'passwordDue'
  /** The server saw nobody: no credential arrived, a second factor is open, or (before 24.7.1) the credential is bad or paused. */
  | 'guest'
  /** A bad credential in the server's own words, whatever they are. */
  | 'badCredential'
  | 'foreignLogin'
  | 'impersonating'
  | 'foreignRow'
  | 'forbidden'
  | 'creationDisabled'
  | 'noQuery'
  | 'noContainer'
  | 'notFound'
  | 'notLabKey'
  | 'wrongMethod'
  | 'blocklisted'
  | 'tooMany'
  | 'terms'
  | 'firstRun'
  | 'maintenance'
  | 'loginPage'
  | 'redirected'
  | 'badRequest'
  | 'unavailable'
  | 'serverError';

/**
 * Reads an answer by the first rule that fits, in this order. Sentences are matched by their telling words only, since LabKey rewords them (a
 * bad key's in 25.7). Sources: LabKey platform source of 2024-10, and servers 24.1 to 24.11 as observed.
 */
export function meaningOf(answer: Answer): Meaning {
  const { status } = answer;
  if (status >= 200 && status < 300) return isObject(answer.body) ? 'fine' : 'notLabKey';
  if (status >= 300 && status < 400) return redirected(answer);
  switch (status) {
    case 400:
      // Listing while impersonating is 400 (observed on 24.2 to 24.11), with a class that nothing else of ours brings about.
      return answer.exceptionClass?.endsWith('.UnauthorizedException') ? 'impersonating' : 'badRequest';
    case 401:
      return unauthorised(answer);
    case 403:
      return refused(answer);
    case 404:
      return missing(answer);
    case 405:
      return 'wrongMethod';
    case 410:
      return 'blocklisted';
    case 429:
      return 'tooMany';
    case 502:
    case 503:
    case 504:
      return 'unavailable';
    default:
      if (status < 500) return 'badRequest';
      return isMissingQuery(answer) ? 'noQuery' : 'serverError';
  }
}

/** Whether a request that changes something may have been carried out, whatever was answered: the server failed on the way, or something else answered. */
export function leavesOpen(answer: Answer): boolean {
  const meaning = meaningOf(answer);
  return meaning === 'notLabKey' || meaning === 'serverError' || meaning === 'unavailable' || answer.status === 408;
}

function unauthorised(answer: Answer): Meaning {
  const said = answer.exception;
  // A proxy's login is none of LabKey's, and proves nothing about a key.
  if (said === null) return 'foreignLogin';
  if (said.includes('invalid security context')) return 'csrf';
  const state = serverState(said);
  if (state !== null) return state;
  if (said.includes('temporarily paused')) return 'paused';
  if (said.includes('has been deactivated')) return 'deactivated';
  if (said.includes('password has expired') || said.includes('complexity requirements')) return 'passwordDue';
  if (
    said.startsWith('You must log in') ||
    said.startsWith('User does not have permission') ||
    said.startsWith('You do not have permission') ||
    header(answer.response, 'www-authenticate') !== null
  )
    return 'guest';
  return 'badCredential';
}

/** 401 on the source of 2024-10, 403 as observed on 24.11. */
function serverState(said: string): 'notReady' | 'adminOnly' | null {
  if (said.includes('server is not ready')) return 'notReady';
  return said.includes('server is in admin-only mode') ? 'adminOnly' : null;
}

function refused(answer: Answer): Meaning {
  const said = answer.exception ?? '';
  const state = serverState(said);
  if (state !== null) return state;
  if (said.includes('while impersonating')) return 'impersonating';
  return said.includes('permission to delete the selected row') ? 'foreignRow' : 'forbidden';
}

function missing(answer: Answer): Meaning {
  const said = answer.exception;
  if (said === null) return 'notLabKey';
  if (/creation of api keys is disabled/i.test(said)) return 'creationDisabled';
  if (said.startsWith('No such')) return 'noContainer';
  return isMissingQuery(answer) ? 'noQuery' : 'notFound';
}

/** The same fact in the words of selectRows (404) and of deleteRows (500). */
const isMissingQuery = (answer: Answer): boolean => /query '.*' (?:in the schema .* )?does not exist/i.test(answer.exception ?? '');

function redirected(answer: Answer): Meaning {
  const location = (header(answer.response, 'location') ?? '').toLowerCase();
  if (location.includes('termsofuse')) return 'terms';
  if (location.includes('initialuser')) return 'firstRun';
  if (location.includes('admin-maintenance')) return 'maintenance';
  return location.includes('login-login') ? 'loginPage' : 'redirected';
}
