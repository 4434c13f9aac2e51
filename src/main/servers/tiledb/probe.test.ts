import { describe, expect, it } from 'vitest';
import { ok } from '../../../domain/result';
import type { Http } from '../../http/port';
import { context, must, mustFail } from '../common/testing';
import { tiledb } from './index';
import { start } from './test-tools';

/** A server made of answers by path: status, then body, then content type. */
function serverOf(answers: Record<string, readonly [number, string, string?]>, headers: readonly (readonly [string, string])[] = []): Http {
  return async ({ url }) => {
    const [status, body, type = 'application/json'] = answers[new URL(url).pathname] ?? [404, ''];
    return ok({ status, headers: [['content-type', type], ...headers], body, at: 0 });
  };
}
const probe = (http: Http, address = 'https://api.example.org') => tiledb.probe(context({ http }), address);
const PAGE = '<!doctype html><title>TileDB</title>';

describe('the probe', () => {
  it('tells the generations apart, sends no credential, and knows the version of v4', async () => {
    const ctx = context();
    const v1 = must(await tiledb.probe(ctx, (await start()).url));
    expect(v1.info).toMatchObject({
      mode: 'v1',
      version: null,
      manages: true,
      signInMethods: ['password', 'key'],
      details: { generation: 'v1' },
    });
    const v4 = must(await tiledb.probe(ctx, (await start({ generation: 'v4' })).url));
    expect(v4.info).toMatchObject({ mode: 'v4', version: '2.30.0', details: { generation: 'v4' } });
    for (const { headers } of ctx.sent) expect(Object.keys(headers).join()).not.toMatch(/authorization|api-key/i);
  });

  it.each(['v1', 'v4'] as const)('finds %s out where the probe’s own route wants a credential', async (generation) => {
    const sandbox = await start({ generation, capabilitiesNeedAuth: true });
    expect(must(await tiledb.probe(context(), sandbox.url)).info.mode).toBe(generation);
  });

  it('leaves open what a server tells only to those who are signed in', async () => {
    const refuse = [401, '{"message":"no"}'] as const;
    const info = must(await probe(serverOf({ '/v4/capabilities': refuse, '/v4/versions': refuse, '/v1/user': refuse }))).info;
    expect(info.mode).toBe('undecided');
  });

  it('links to the console of TileDB Cloud, and to no guessed one', async () => {
    const http = serverOf({ '/v1/user': [401, '{}'] });
    expect(must(await probe(http, 'https://api.tiledb.com')).info.links).toMatchObject([
      { id: 'console', url: 'https://cloud.tiledb.com/settings/tokens' },
    ]);
    expect(must(await probe(http)).info.links).toBeUndefined();
  });

  it.each([
    ['a page for browsers', { '/v4/capabilities': [200, PAGE, 'text/html'] }, 'tiledb.wrongHost'],
    ['a page after a 404', { '/v1/user': [200, PAGE, 'text/html'] }, 'tiledb.notTileDb'],
    ['nothing of TileDB’s', {}, 'tiledb.notTileDb'],
    ['other JSON', { '/v4/capabilities': [200, '{"ok":true}'] }, 'tiledb.notTileDb'],
    ['a guard that refuses everything with a page', { '/v1/user': [403, PAGE, 'text/html'] }, 'tiledb.wrongHost'],
    ['an error of its own', { '/v4/capabilities': [500, ''], '/v4/versions': [500, ''], '/v1/user': [500, ''] }, 'tiledb.serverError'],
    ['a gateway’s', { '/v4/capabilities': [502, PAGE, 'text/html'], '/v4/versions': [502, ''] }, 'tiledb.unavailable'],
    ['too many requests', { '/v4/capabilities': [429, ''], '/v4/versions': [429, ''] }, 'tiledb.tooMany'],
  ] as const)('says so where a server answers with %s', async (_what, answers, code) => {
    expect(mustFail(await probe(serverOf(answers))).code).toBe(code);
  });

  it('names the API’s likely address where the console’s was given', async () => {
    const problem = mustFail(await probe(serverOf({ '/v4/capabilities': [200, PAGE, 'text/html'] }), 'https://app.example.org'));
    expect(problem.message).toContain('https://api.example.org');
    const api = must(await probe(serverOf({ '/v1/user': [401, '{}'] }), 'https://app.example.org'));
    expect(api.info.mode).toBe('v1');
  });

  it('follows no redirect but that from http to https of the same host', async () => {
    const redirect = (location: string) => serverOf({ '/v4/capabilities': [307, ''] }, [['location', location]]);
    const problem = mustFail(await probe(redirect('https://elsewhere.example.org/v4/capabilities?x=1')));
    expect(problem).toMatchObject({ code: 'tiledb.redirected', next: { do: 'editProfile' } });
    expect(problem.message).toContain('https://elsewhere.example.org/v4/capabilities');
    const ctx = context({
      http: async (request) =>
        request.url.startsWith('http://')
          ? redirect('https://api.example.org/v4/capabilities')(request)
          : serverOf({ '/v1/user': [401, '{}'] })(request),
    });
    expect(must(await tiledb.probe(ctx, 'http://api.example.org')).address).toBe('https://api.example.org');
  });
});
