import { describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import type { Http } from '../../http/port';
import { context, must } from '../common/testing';
import { type Answer, send } from './call';
import { type Meaning, meaningOf } from './meaning';
import { meaningProblem } from './problems';

/** An answer as the wire brings it. */
async function answer(status: number, body: unknown, headers: readonly (readonly [string, string])[] = []): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const http: Http = async () => ok({ status, headers, body: text, at: 0 });
  return must(await send(context({ http }), { method: 'GET', url: 'https://h/x' }));
}

const said = (exception: string, more: object = {}) => ({ success: false, exception, ...more });
const HTML = '<!DOCTYPE html><html></html>';

const CSRF =
  "This request has an invalid security context. You may have signed in or signed out of this session. Try again by using the 'back' and 'refresh' button in your browser.";
const NO_MATCH = 'The email address and password you entered did not match any accounts on file.';

describe('the decision table, in its order', () => {
  it.each<[string, number, unknown, Meaning]>([
    ['CSRF', 401, said(CSRF), 'csrf'],
    ['the server is not ready (source of 2024-10)', 401, said('server is not ready'), 'notReady'],
    ['the server is not ready (observed)', 403, said('server is not ready'), 'notReady'],
    ['admin-only mode (source of 2024-10)', 401, said('server is in admin-only mode'), 'adminOnly'],
    ['admin-only mode (observed)', 403, said('server is in admin-only mode'), 'adminOnly'],
    [
      'paused after failures',
      401,
      said('Due to the number of recent failed login attempts, authentication has been temporarily paused.\nTry again in one minute.'),
      'paused',
    ],
    ['a deactivated owner', 401, said('Your account has been deactivated.'), 'deactivated'],
    ['an expired password', 401, said('Your password has expired; please choose a new password.'), 'passwordDue'],
    [
      'a password too weak',
      401,
      said('Your password does not meet the complexity requirements; please choose a new password.'),
      'passwordDue',
    ],
    ['a wrong key, 24.7.1 to 25.6', 401, said(NO_MATCH), 'badCredential'],
    ['a wrong key in a wording not known yet, 25.7 and later', 401, said('The API key you provided is not valid.'), 'badCredential'],
    ['a guest on GET', 401, said('You must log in to view this content.'), 'guest'],
    ['a guest otherwise', 401, said('User does not have permission to perform this operation.'), 'guest'],
    ['a guest who deletes a row', 401, said('You do not have permission to delete the selected row.'), 'guest'],
    ['a proxy’s own login', 401, HTML, 'foreignLogin'],
    ['a proxy’s own login in JSON', 401, { message: 'Unauthorized' }, 'foreignLogin'],
    ['making a key while impersonating', 403, said("Can't create an API key while impersonating"), 'impersonating'],
    [
      'listing while impersonating',
      400,
      said('User does not have permission…', { exceptionClass: 'org.labkey.api.view.UnauthorizedException' }),
      'impersonating',
    ],
    ['somebody else’s row', 403, said('You do not have permission to delete the selected row.'), 'foreignRow'],
    ['no Read in the folder', 403, said('User does not have permission to perform this operation.'), 'forbidden'],
    ['creation switched off', 404, said('Creation of API keys is disabled'), 'creationDisabled'],
    [
      'a query that is not there, in selectRows’ words',
      404,
      said("The specified query 'UserAPIKeys' does not exist in schema 'core'"),
      'noQuery',
    ],
    ['a query that is not there, in deleteRows’ words', 500, said("The query 'APIKeys' in the schema 'core' does not exist."), 'noQuery'],
    ['an unknown folder', 404, said('No such project: /nosuchfolder'), 'noContainer'],
    ['another 404 of LabKey’s', 404, said('Invalid type specified'), 'notFound'],
    ['no LabKey, or outside of its context path', 404, HTML, 'notLabKey'],
    ['the wrong method', 405, said('Method Not Allowed: GET'), 'wrongMethod'],
    ['https wanted, as Tomcat’s page', 405, HTML, 'wrongMethod'],
    ['shut out', 410, 'Try again later.', 'blocklisted'],
    ['too many requests, by a proxy', 429, HTML, 'tooMany'],
    ['starting or shutting down', 503, said("Server isn't ready yet"), 'unavailable'],
    ['a proxy without a server', 502, HTML, 'unavailable'],
    ['a failure of the server’s own', 500, said('boom', { exceptionClass: 'java.lang.NullPointerException' }), 'serverError'],
    ['Tomcat’s page for malformed JSON', 400, HTML, 'badRequest'],
    ['success', 200, { apikey: 'x' }, 'fine'],
    ['a page where JSON was expected', 200, HTML, 'notLabKey'],
    ['an old failure with status 200 and the true one in the body', 200, said(NO_MATCH, { status: 401 }), 'badCredential'],
  ])('%s', async (_name, status, body, meaning) => {
    expect(meaningOf(await answer(status, body))).toBe(meaning);
  });

  it.each<[string, Meaning]>([
    ['/login-login.view?returnUrl=%2F', 'loginPage'],
    ['/admin-maintenance.view?returnUrl=%2F', 'maintenance'],
    ['/home/login-termsOfUse.view', 'terms'],
    ['/login-initialUser.view', 'firstRun'],
    ['https://elsewhere.example.org/', 'redirected'],
  ])('a redirect to %s is %s and never success', async (location, meaning) => {
    expect(meaningOf(await answer(302, '', [['location', location]]))).toBe(meaning);
  });

  it('a challenge means a guest, whatever the text; a CSRF 401 of a guest has one, too, and is CSRF all the same', async () => {
    const challenge = [['www-authenticate', 'Basic realm="null"']] as const;
    expect(meaningOf(await answer(401, said('Some new wording'), challenge))).toBe('guest');
    expect(meaningOf(await answer(401, said(CSRF), challenge))).toBe('csrf');
  });

  it('the body that lacks its last brace while impersonating (24.2 to 24.7.1) is read', async () => {
    const whole = JSON.stringify(said('x', { exceptionClass: 'org.labkey.api.view.UnauthorizedException' }));
    expect(meaningOf(await answer(400, whole.slice(0, -1)))).toBe('impersonating');
  });

  it('each meaning has a code of its own, a sentence that says what is safe, and a next action', () => {
    const meanings: readonly Meaning[] = [
      'csrf',
      'notReady',
      'adminOnly',
      'paused',
      'deactivated',
      'passwordDue',
      'guest',
      'badCredential',
      'foreignLogin',
      'impersonating',
      'foreignRow',
      'forbidden',
      'creationDisabled',
      'noQuery',
      'notFound',
      'notLabKey',
      'wrongMethod',
      'blocklisted',
      'tooMany',
      'terms',
      'firstRun',
      'redirected',
      'unavailable',
      'serverError',
      'badRequest',
    ];
    const problems = meanings.map((m) => meaningProblem(m, 500, 'https://lk.example.org/labkey'));
    expect(new Set(problems.map((p) => p.code)).size).toBe(meanings.length);
    for (const problem of problems) expect(problem.message).toMatch(/^[A-Z].*\.$/s);
    const nextOf = (meaning: Meaning) => meaningProblem(meaning, 401, 'https://lk.example.org/labkey').next;
    expect(nextOf('creationDisabled')).toEqual({ do: 'openBrowser', url: 'https://lk.example.org/labkey/admin-customizeSite.view' });
    expect(nextOf('guest')).toEqual({ do: 'signIn' });
    expect(nextOf('paused')).toEqual({ do: 'retry' });
    expect(nextOf('impersonating')).toMatchObject({ do: 'openBrowser' });
  });
});
