import { fail, type NextAction, type Problem } from '../../../domain/result';
import type { HttpFailure } from '../../http/port';
import { failureProblem as ownWords } from '../common/http';
import { actionUrl } from './address';
import type { Answer } from './call';
import { externalTools, siteSettings } from './links';
import { type Meaning, meaningOf } from './meaning';

/** How long a pause after failed logins lasts, with a margin: keys worked again after 70 s (observed on 24.11). */
export const PAUSE_MS = 75_000;

/** Why no answer came, for a person. */
export const failureProblem = (failure: HttpFailure): Problem =>
  ownWords(failure, {
    timeout: 'The server did not answer in time. After failed logins LabKey makes everybody wait; try again in a minute.',
  });

/** An answer that no operation treats by itself, for a person. Nothing of the body is repeated. `address` is the profile's, for links. */
export const answerProblem = (answer: Answer, address: string): Problem => meaningProblem(meaningOf(answer), answer.status, address);

export function meaningProblem(meaning: Meaning, status: number, address: string): Problem {
  const say = (code: string, message: string, next: NextAction = { do: 'none' }) => fail(`labkey.${code}`, message, next).error;
  const open = (url: string): NextAction => ({ do: 'openBrowser', url });
  switch (meaning) {
    case 'csrf':
      return say(
        'csrf',
        'The server did not take its own security token back. A proxy may be dropping cookies. Nothing was changed; try again.',
        { do: 'retry' },
      );
    case 'notReady':
      return say('notReady', 'The server is still starting. Keys are not affected; try again in a few minutes.', { do: 'retry' });
    case 'adminOnly':
    case 'maintenance':
      return say('adminOnly', 'The server lets administrators in only, for maintenance. Keys are not affected; try again later.', {
        do: 'retry',
      });
    case 'paused':
      return say(
        'paused',
        'The server has paused all sign-ins by key or password for a minute, since somebody failed too often. That says nothing about this key. Wait a minute, then try again.',
        { do: 'retry' },
      );
    case 'deactivated':
      return say(
        'deactivated',
        'The account has been deactivated on the server. Its keys work again once an administrator reactivates it.',
      );
    case 'passwordDue':
      return say(
        'passwordDue',
        'The server wants a new password for this account first. Change it in the browser; keys are not affected.',
        open(actionUrl(address, 'login-login.view')),
      );
    case 'guest':
    case 'loginPage':
      return say('guest', 'The server saw a guest instead of your account, so it told nothing about your keys. Sign in again.', {
        do: 'signIn',
      });
    case 'badCredential':
      return say('badKey', 'The server does not accept this key: it is wrong, expired or revoked.', { do: 'signIn' });
    case 'foreignLogin':
      return say(
        'foreignLogin',
        'Something before the server, perhaps a proxy, demands a login of its own. That says nothing about the key.',
        { do: 'editProfile' },
      );
    case 'impersonating':
      return say(
        'impersonating',
        'This session acts for another user, or its key is restricted to a role; the server then neither makes nor lists nor deletes keys. Stop impersonating in the browser, or use another key.',
        open(externalTools(address).url),
      );
    case 'foreignRow':
      return say('foreignRow', 'The server says that this key belongs to somebody else, so nothing was revoked. Refresh the list.', {
        do: 'refresh',
      });
    case 'forbidden':
      return say(
        'forbidden',
        'The server knows the account but does not allow this: it may lack the permission to read here, or the key is restricted to a role. The browser may do more.',
        open(externalTools(address).url),
      );
    case 'creationDisabled':
      return say(
        'creationDisabled',
        'Making keys is switched off on this server; keys that exist go on working. An administrator can allow it: Site Settings > “Let users create API keys”.',
        open(siteSettings(address).url),
      );
    case 'noQuery':
      return say(
        'noQuery',
        'This server does not let its users list or delete keys of their own, which LabKey can since 24.2. An administrator can.',
      );
    case 'noContainer':
    case 'notFound':
      return say('notFound', 'The server does not know this folder or function. Check the part after the host name.', {
        do: 'editProfile',
      });
    case 'notLabKey':
      return say(
        'notLabKey',
        'The answer is not one of LabKey’s. A proxy or a login page may stand in between, or the part after the host name is wrong.',
        { do: 'editProfile' },
      );
    case 'wrongMethod':
      return say(
        'wrongMethod',
        'The server refused the kind of request. If it is meant to be used by https only, write https:// in its address.',
        { do: 'editProfile' },
      );
    case 'blocklisted':
      return say(
        'blocklisted',
        'The server shuts this machine out for a while, since it saw too many suspicious requests. Keys are not affected; try again in an hour.',
        { do: 'retry' },
      );
    case 'tooMany':
      return say('tooMany', 'The server asks for fewer requests; try again later.', { do: 'retry' });
    case 'terms':
      return say(
        'terms',
        'The server wants its terms of use accepted first. Do that in the browser, then sign in again.',
        open(actionUrl(address, 'login-login.view')),
      );
    case 'firstRun':
      return say(
        'firstRun',
        'This server has not been set up yet: it waits for its first administrator. Finish that in the browser.',
        open(address),
      );
    case 'redirected':
      return say('redirected', 'The server answered with a redirect. Tessera does not follow it with a credential; check the address.', {
        do: 'editProfile',
      });
    case 'unavailable':
      return say('unavailable', `The server is not available at the moment (${status} from it or from a proxy before it).`, {
        do: 'retry',
      });
    case 'badRequest':
      return say('badRequest', `The server did not accept the form of the request (${status}).`);
    case 'serverError':
      return say('serverError', `The server failed with an error of its own (${status}).`, { do: 'retry' });
    case 'fine':
      return say('unexpected', 'The server’s answer could not be read.', { do: 'retry' });
  }
}
