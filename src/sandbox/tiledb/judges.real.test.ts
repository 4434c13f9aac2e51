import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demand } from '../../../test-support/demand';
import {
  answerOf,
  clientConfiguration,
  clientTokenNames,
  cloudConfiguration,
  cloudTokenNames,
  libtiledbConfiguration,
  readProfile,
  runPython,
  type Surroundings,
  writeProfile,
} from '../../../test-support/tiledb/clients';
import { prepareTileDbClients } from '../../../test-support/tiledb/environments.mjs';
import { startTileDbSandbox, type TileDbSandbox, type TileDbSandboxOptions } from '.';

/**
 * The sandbox judged by the vendor's clients from PyPI, which refuse whole answers where a field is missing: tiledb-cloud 0.14.4 (v1),
 * tiledb-client 3.0b12 (v4), and tiledb 0.36.1. In CI they are compulsory; where a person's machine cannot make them, that is said loudly.
 */
const prepared = await prepareTileDbClients({ log: (line) => console.log(line) });
demand("TileDB's own clients", prepared);

if (prepared.ok) {
  const { cloud, client } = prepared;
  const DAY = 86_400_000;
  let home: string;
  let sandbox: TileDbSandbox;
  const start = async (options: TileDbSandboxOptions): Promise<void> => {
    sandbox = await startTileDbSandbox(options);
  };
  const around = (env: Record<string, string> = {}): Surroundings => ({ home, env });
  const mode = async (file: string): Promise<number> => (await stat(join(home, file))).mode & 0o777;
  const seen = (): string[] => sandbox.requests.map(({ method, path, credential }) => `${method} ${path} ${credential}`);

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'tessera-tiledb-'));
  });
  afterEach(async () => {
    await sandbox?.stop();
    await rm(home, { recursive: true, force: true });
  });

  describe('tiledb-cloud 0.14.4 on v1', () => {
    const LOGIN = `
import tiledb.cloud
from tiledb.cloud import client, rest_api
tiledb.cloud.login(username="grace", password=values["password"], host=values["url"])
`;

    it('logs in by password once, and creates, lists and revokes with the session token', async () => {
      await start({ generation: 'v1' });
      const script = `${LOGIN}
import datetime
api = client.build(rest_api.UserApi)
made = api.request_token(token_request=rest_api.TokenRequest(name="n/1 ü", scope=["array:read"], expires="2099-01-02T03:04:05Z"))
listed = api.tokens_get()
sessions = api.tokens_session_get()
scopes = api.get_token_scopes()
api.revoke_token("n/1 ü")
answer = {
  "made": [made.name, made.scope, made.expires_at, len(made.token.split("."))],
  "listed": [[t.name, t.scope, t.token == made.token] for t in listed],
  "sessions": len(sessions), "scopes": len(scopes), "left": len(api.tokens_get()), "user": tiledb.cloud.user_profile().username,
}`;
      expect(await answerOf(runPython(cloud, script, around(), { url: sandbox.url, password: 'secret1' }))).toEqual({
        made: ['n/1 ü', ['array:read'], '2099-01-02 03:04:05+00:00', 3],
        listed: [['n/1 ü', ['array:read'], true]],
        sessions: 1,
        scopes: 15,
        left: 0,
        user: 'grace',
      });
      expect(seen()).toEqual([
        'GET /v1/session basic',
        'POST /v1/token key',
        'GET /v1/tokens key',
        'GET /v1/tokens/session key',
        'GET /v1/tokens/scopes key',
        'DELETE /v1/tokens/n/1 ü key',
        'GET /v1/tokens key',
        'GET /v1/user key',
      ]);
      expect(sandbox.requests[0]?.query).toEqual({ remember_me: 'True' });
    });

    it('saves the session token, not the password, in cloud.json, readable for everybody', async () => {
      await start({ generation: 'v1' });
      await answerOf(runPython(cloud, LOGIN, around(), { url: sandbox.url, password: 'secret1' }));
      const saved: unknown = JSON.parse(await readFile(join(home, '.tiledb/cloud.json'), 'utf8'));
      const token = sandbox.state.tokens[0]?.secret;
      expect(saved).toEqual({ api_key: { 'X-TILEDB-REST-API-KEY': token }, host: sandbox.url, verify_ssl: true });
      expect(await mode('.tiledb/cloud.json')).toBe(0o644);
      expect(await answerOf(cloudTokenNames(cloud, around()))).toEqual([]);
    });

    it('lists with the exported variables alone', async () => {
      await start({ generation: 'v1' });
      const token = sandbox.addToken('grace', { name: 'exported', expiresAt: Date.now() + DAY });
      const env = { TILEDB_REST_TOKEN: token, TILEDB_REST_HOST: sandbox.url };
      expect(await answerOf(cloudTokenNames(cloud, around(env)))).toEqual(['exported']);
      expect(await answerOf(cloudConfiguration(cloud, around(env)))).toMatchObject({
        host: sandbox.url,
        api_key: { 'X-TILEDB-REST-API-KEY': token },
      });
    });

    it('is refused with the server’s words when its token is revoked', async () => {
      await start({ generation: 'v1' });
      const env = { TILEDB_REST_TOKEN: 'revoked', TILEDB_REST_HOST: sandbox.url };
      const said = await runPython(cloud, 'import tiledb.cloud\ntiledb.cloud.user_profile()', around(env));
      expect(said).toMatchObject({ ok: false, error: 'TileDBCloudError', text: expect.stringContaining('token is not valid') });
    });

    it.each(['masked', 'last7', 'empty', 'absent'] as const)('takes a list with its tokens %s', async (listedToken) => {
      await start({ generation: 'v1', listedToken, extraFields: true, zeroDates: 'both', extraScopes: ['dashboard:read'] });
      const token = sandbox.addToken('grace', { name: 'one', expiresAt: Date.now() + DAY });
      const env = { TILEDB_REST_TOKEN: token, TILEDB_REST_HOST: sandbox.url };
      expect(await answerOf(cloudTokenNames(cloud, around(env)))).toEqual(['one']);
    });
  });

  describe('tiledb-client 3.0b12 on v4', () => {
    const CONFIGURE = `
import tiledb.client
from tiledb.client import tokens
tiledb.client.configure(host=values["url"], **values["with"])
`;
    const WORK = `
import datetime
made = tokens.create_token("notebook", "array:read", expires_at=datetime.datetime(2099, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc))
listed = [[t.name, t.scope, t.api_key == made.api_key] for t in tokens.list_tokens("api") if t.token_id == made.token_id]
sessions = len(list(tokens.list_tokens("session")))
tokens.revoke_token(made)
answer = {
  "made": [made.name, made.scope, str(made.expires_at)], "listed": listed, "sessions": sessions,
  "left": [t.name for t in tokens.list_tokens("api") if t.token_id == made.token_id],
}`;
    const DONE = {
      made: ['notebook', 'array:read', '2099-01-02 03:04:05+00:00'],
      listed: [['notebook', 'array:read', true]],
      sessions: 0,
      left: [],
    };
    const work = (values: Record<string, unknown>): Promise<unknown> =>
      answerOf(runPython(client, CONFIGURE + WORK, around(), { url: sandbox.url, with: values }));

    it('creates, lists and revokes with user name, password and a workspace by name', async () => {
      await start({ generation: 'v4' });
      expect(await work({ username: 'grace', password: 'secret1', workspace: 'genomics' })).toEqual(DONE);
      expect(seen()[0]).toBe('GET /v4/workspaces/genomics basic');
      expect(await mode('.tiledb/profiles.json')).toBe(0o644);
    });

    it('creates, lists and revokes with a token and a workspace by id', async () => {
      await start({ generation: 'v4' });
      const workspace = sandbox.state.workspace('genomics')?.id ?? '';
      const token = sandbox.addToken('grace', { name: 'manager', workspace, expiresAt: Date.now() + DAY });
      expect(await work({ token, workspace })).toEqual(DONE);
      expect(seen()[0]).toBe('POST /v4/tokens key');
    });

    it('reads the workspace from a token that carries one', async () => {
      await start({ generation: 'v4', workspaceKeyStyle: 'workspace' });
      const token = sandbox.addToken('grace', { name: 'manager', workspace: 'genomics', expiresAt: Date.now() + DAY });
      expect(await work({ token })).toEqual(DONE);
      expect(await answerOf(clientConfiguration(client, around()))).toMatchObject({ workspace: sandbox.state.workspace('genomics')?.id });
    });

    it('lists over all pages with the exported variables alone', async () => {
      await start({ generation: 'v4', pageSize: 2 });
      const names = ['a', 'b', 'c', 'd', 'e'];
      const secrets = names.map((name) => sandbox.addToken('grace', { name, workspace: 'sensors', expiresAt: Date.now() + DAY }));
      const env = {
        TILEDB_REST_TOKEN: secrets[0] ?? '',
        TILEDB_REST_SERVER_ADDRESS: sandbox.url,
        TILEDB_REST_WORKSPACE: 'sensors',
      };
      expect(await answerOf(clientTokenNames(client, around(env)))).toEqual(names);
      expect(sandbox.requests.map(({ query }) => query.page)).toEqual(['1', '2', '3']);
    });

    it('leaves a token named login-session-… behind at each login by password', async () => {
      await start({ generation: 'v4' });
      const script = `${CONFIGURE}tiledb.client.login()\ntiledb.client.login()\nanswer = tiledb.client.client.get_user().username`;
      const values = { url: sandbox.url, with: { username: 'grace', password: 'secret1', workspace: 'sensors' } };
      expect(await answerOf(runPython(client, script, around(), values))).toBe('grace');
      expect(sandbox.state.tokens.map(({ kind, name }) => [kind, name?.slice(0, 14)])).toEqual([
        ['api', 'login-session-'],
        ['api', 'login-session-'],
      ]);
    });

    it('knows the user and both workspaces by name', async () => {
      await start({ generation: 'v4', extraFields: true });
      const script = `${CONFIGURE}
answer = [tiledb.client.client.get_user().username, [[w.name, w.workspace_role] for w in tiledb.client.client.get_user_workspaces()]]`;
      const values = { url: sandbox.url, with: { username: 'henry', password: 'secret2', workspace: 'genomics' } };
      expect(await answerOf(runPython(client, script, around(), values))).toEqual(['henry', [['genomics', 'member']]]);
    });

    it('refuses a whole list where a listed token has no api_key, which its type demands', async () => {
      await start({ generation: 'v4', listedToken: 'absent' });
      const token = sandbox.addToken('grace', { name: 'one', workspace: 'sensors', expiresAt: Date.now() + DAY });
      const env = { TILEDB_REST_TOKEN: token, TILEDB_REST_SERVER_ADDRESS: sandbox.url, TILEDB_REST_WORKSPACE: 'sensors' };
      expect(await clientTokenNames(client, around(env))).toMatchObject({ ok: false, text: expect.stringContaining('api_key') });
    });

    it.each(['masked', 'last7', 'empty'] as const)('takes a list with its tokens %s', async (listedToken) => {
      await start({ generation: 'v4', listedToken, extraFields: true, zeroDates: 'both', fractions: true });
      const token = sandbox.addToken('grace', { name: 'one', workspace: 'sensors', expiresAt: Date.now() + DAY });
      const env = { TILEDB_REST_TOKEN: token, TILEDB_REST_SERVER_ADDRESS: sandbox.url, TILEDB_REST_WORKSPACE: 'sensors' };
      expect(await answerOf(clientTokenNames(client, around(env)))).toEqual(['one']);
    });

    it('reports a refused creation with the server’s error', async () => {
      await start({ generation: 'v4' });
      const token = sandbox.addToken('grace', { workspace: 'sensors', scopes: ['array:read'], expiresAt: Date.now() + DAY });
      const env = { TILEDB_REST_TOKEN: token, TILEDB_REST_SERVER_ADDRESS: sandbox.url, TILEDB_REST_WORKSPACE: 'ws_any' };
      const said = await runPython(client, 'from tiledb.client import tokens\ntokens.create_token("x", "array:read")', around(env));
      expect(said).toMatchObject({ ok: false, error: 'TokensError', cause: expect.stringContaining('403') });
    });
  });

  describe('tiledb 0.36.1', () => {
    const PROFILE = { 'rest.server_address': 'https://api.example.org', 'rest.token': 'tok', 'rest.workspace': 'ws_1' };

    it('writes profiles.json into TILEDB_PROFILE_DIR, readable for everybody, and reads it back', async () => {
      const env = { TILEDB_PROFILE_DIR: home };
      await answerOf(writeProfile(client, around(env), { name: 'lab', set: PROFILE }));
      expect(JSON.parse(await readFile(join(home, 'profiles.json'), 'utf8'))).toEqual({ version: 1, lab: PROFILE });
      expect(await mode('profiles.json')).toBe(0o644);
      expect(await answerOf(readProfile(client, around(env), { name: 'lab' }))).toMatchObject(PROFILE);
    });

    it('takes the default profile from the home folder, and a variable before it', async () => {
      await answerOf(writeProfile(client, around(), { set: PROFILE }));
      expect(await answerOf(libtiledbConfiguration(client, around()))).toMatchObject(PROFILE);
      expect(await answerOf(libtiledbConfiguration(client, around({ TILEDB_REST_TOKEN: 'other' })))).toMatchObject({
        ...PROFILE,
        'rest.token': 'other',
      });
    });

    it('refuses to overwrite a profile unless asked', async () => {
      await answerOf(writeProfile(client, around(), { set: PROFILE }));
      const again = { set: { ...PROFILE, 'rest.token': 'new' } };
      expect(await writeProfile(client, around(), again)).toMatchObject({ ok: false });
      expect(await writeProfile(client, around(), { ...again, overwrite: true })).toMatchObject({ ok: true });
    });
  });
}
