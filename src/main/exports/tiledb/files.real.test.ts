import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demand } from '../../../../test-support/demand';
import {
  answerOf,
  clientTokenNames,
  cloudConfiguration,
  cloudTokenNames,
  libtiledbConfiguration,
  readProfile,
  runPython,
  type Surroundings,
  writeProfile,
} from '../../../../test-support/tiledb/clients';
import { prepareTileDbClients } from '../../../../test-support/tiledb/environments.mjs';
import type { ExportSpec } from '../../../domain/exports';
import { newRecord } from '../../../domain/join';
import type { Result } from '../../../domain/result';
import { startTileDbSandbox, type TileDbSandbox } from '../../../sandbox/tiledb';
import { nodeHttp } from '../../http/node';
import type { CreatedKey } from '../../servers/driver';
import { tiledb } from '../../servers/tiledb';
import { tiledbKinds } from './index';

/**
 * What the app exports and writes, read by the vendor's own programs: tiledb-cloud 0.14.4 on v1, tiledb-client 3.0b12 on v4, libtiledb 2.30 in
 * tiledb 0.36.1. In CI they are compulsory; where a person's machine cannot make them, that is said loudly.
 */
const prepared = await prepareTileDbClients({ log: (line) => console.log(line) });
demand("TileDB's own clients", prepared);

if (prepared.ok) {
  const { cloud, client } = prepared;
  let home = '';
  let sandbox: TileDbSandbox | null = null;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'tessera-tiledb-'));
  });
  afterEach(async () => {
    await sandbox?.stop();
    await rm(home, { recursive: true, force: true });
  });

  const must = <T, E>(result: Result<T, E>): T => {
    if (result.ok) return result.value;
    throw new Error(JSON.stringify(result.error));
  };
  const around = (env: Readonly<Record<string, string>> = {}): Surroundings => ({ home, env });
  const mode = async (name: string): Promise<number> => (await stat(join(home, '.tiledb', name))).mode & 0o777;
  const kindOf = (id: string) => {
    const found = tiledbKinds({ pendingFolder: join(home, 'pending'), now: Date.now, profileDir: undefined }).find((k) => k.kind === id);
    if (!found) throw new Error(`no kind ${id}`);
    return found;
  };

  /** Signs henry in, makes a token for everything, and answers how the app would export it. */
  async function madeOn(generation: 'v1' | 'v4'): Promise<{ readonly made: CreatedKey; readonly spec: ExportSpec; readonly url: string }> {
    sandbox = await startTileDbSandbox({ generation });
    const ctx = { http: nodeHttp, now: Date.now, signal: new AbortController().signal, ca: null };
    const { address, info } = must(await tiledb.probe(ctx, sandbox.url));
    const profile = {
      ...{
        id: 'p',
        kind: 'tiledb',
        label: 't',
        address,
        principal: null,
        server: info,
        caFile: null,
        plainHttpAccepted: false,
        addedAt: 0,
        note: '',
      },
      manager: { kind: 'session' } as const,
    };
    const signedIn = must(await tiledb.signIn(ctx, profile, 'password', { username: 'henry' }, { password: 'secret2' }));
    if (signedIn.credential.kind !== 'session') throw new Error('expected a session');
    const credential = { kind: 'session', session: { ...signedIn.credential, renewed: async () => undefined } } as const;
    const made = must(await tiledb.create(ctx, profile, credential, { name: 'exported', scopes: '*', lifetime: '3600' }));
    const key = { ...newRecord('k', 'p', 0), listed: { value: made.listed, source: 'listing', asOf: 0 } as const };
    return { made, spec: tiledb.exports(profile, key, {}), url: address };
  }

  const variablesOf = ({ variables }: ExportSpec, secret: string): Record<string, string> =>
    Object.fromEntries(variables.map(({ name, value }) => [name, value === 'secret' ? secret : value.text]));

  /** Puts the secret into the file as the app does. */
  async function put(spec: ExportSpec, id: string, secret: string, locator?: string) {
    const file = spec.files?.find((f) => f.kind === id);
    if (!file) throw new Error(`no file ${id}`);
    const path = file.path.replace(/^~/, home);
    const done = must(await kindOf(id).put({ path, locator: locator ?? file.locator, secret, fields: file.fields }));
    return { ...done.place, id: 'place' };
  }

  describe('tiledb-cloud 0.14.4', () => {
    it('lists with the exported variables alone', async () => {
      const { made, spec, url } = await madeOn('v1');
      const env = variablesOf(spec, made.secret);
      expect(await answerOf(cloudTokenNames(cloud, around(env)))).toEqual(['exported']);
      expect(await answerOf(libtiledbConfiguration(client, around(env)))).toMatchObject({
        'rest.server_address': url,
        'rest.token': made.secret,
      });
    });

    it('lists with cloud.json alone, in which a user name and password stood before', async () => {
      const { made, spec, url } = await madeOn('v1');
      await mkdir(join(home, '.tiledb'));
      const before = { api_key: {}, ca_file: null, host: 'https://api.tiledb.com', password: 'horse', username: 'henry', verify_ssl: true };
      await writeFile(join(home, '.tiledb', 'cloud.json'), JSON.stringify(before, null, 4));
      await put(spec, 'tiledbCloudJson', made.secret);
      expect(await answerOf(cloudConfiguration(cloud, around()))).toEqual({
        host: url,
        api_key: { 'X-TILEDB-REST-API-KEY': made.secret },
        username: null,
        password: null,
        verify_ssl: true,
      });
      expect(await answerOf(cloudTokenNames(cloud, around()))).toEqual(['exported']);
      expect(await mode('cloud.json')).toBe(0o600);
    });

    it('still starts after the token was taken out, and a login of its own puts it back where it is looked for', async () => {
      const { made, spec, url } = await madeOn('v1');
      const place = await put(spec, 'tiledbCloudJson', made.secret);
      must(await kindOf('tiledbCloudJson').remove(place));
      expect(await answerOf(cloudConfiguration(cloud, around()))).toMatchObject({ host: url, api_key: {} });
      const script = 'import tiledb.cloud\ntiledb.cloud.login(token=values["token"], host=values["url"])\nanswer = True';
      await answerOf(runPython(cloud, script, around(), { token: made.secret, url }));
      expect(await kindOf('tiledbCloudJson').check(place)).toMatchObject({ state: 'present' });
      expect(await answerOf(cloudTokenNames(cloud, around()))).toEqual(['exported']);
    });
  });

  describe('tiledb-client 3.0b12', () => {
    it('lists with the exported variables alone, and creates and revokes with them', async () => {
      const { made, spec } = await madeOn('v4');
      const env = variablesOf(spec, made.secret);
      expect(Object.keys(env)).toContain('TILEDB_REST_WORKSPACE');
      expect(await answerOf(clientTokenNames(client, around(env)))).toContain('exported');
      const script = `
from tiledb.client import tokens
made = tokens.create_token("from python", "array:read")
names = [t.name for t in tokens.list_tokens("api")]
tokens.revoke_token(made)
answer = ["from python" in names, "from python" in [t.name for t in tokens.list_tokens("api")]]`;
      expect(await answerOf(runPython(client, script, around(env)))).toEqual([true, false]);
    });

    it('lists with profiles.json alone', async () => {
      const { made, spec } = await madeOn('v4');
      await put(spec, 'tiledbProfiles', made.secret);
      expect(await answerOf(clientTokenNames(client, around()))).toContain('exported');
    });

    it('lists with a profile of another name that a variable names', async () => {
      const { made, spec } = await madeOn('v4');
      await put(spec, 'tiledbProfiles', made.secret, 'lab');
      expect(await answerOf(readProfile(client, around(), { name: 'lab' }))).toMatchObject({ 'rest.token': made.secret });
      expect(await answerOf(libtiledbConfiguration(client, around({ TILEDB_PROFILE_NAME: 'lab' })))).toMatchObject({
        'rest.token': made.secret,
      });
    });
  });

  describe('tiledb 0.36.1', () => {
    it('reads the profile that the app wrote beside its own, and both stay whatever the other does', async () => {
      const { made, spec, url } = await madeOn('v1');
      await answerOf(writeProfile(client, around(), { name: 'own', set: { 'rest.token': 'tok', 'rest.payer_namespace': 'lab' } }));
      const place = await put(spec, 'tiledbProfiles', made.secret);
      expect(await mode('profiles.json')).toBe(0o600);
      expect(await answerOf(readProfile(client, around(), { name: 'own' }))).toMatchObject({
        'rest.token': 'tok',
        'rest.payer_namespace': 'lab',
      });
      expect(await answerOf(libtiledbConfiguration(client, around()))).toMatchObject({
        'rest.server_address': url,
        'rest.token': made.secret,
      });
      await answerOf(writeProfile(client, around(), { name: 'another', set: { 'rest.token': 'tok2' } }));
      expect(await kindOf('tiledbProfiles').check(place)).toMatchObject({ state: 'present', detail: expect.stringContaining('mode 0644') });
      expect(await kindOf('tiledbProfiles').tighten?.(place)).toMatchObject({ ok: true });
      expect(await mode('profiles.json')).toBe(0o600);
      must(await kindOf('tiledbProfiles').remove(place));
      expect(await answerOf(readProfile(client, around(), { name: 'another' }))).toMatchObject({ 'rest.token': 'tok2' });
      // Unset in the profile, the token is the library's own default: an empty text, or none.
      expect(['', null]).toContain(
        ((await answerOf(readProfile(client, around(), { name: 'default' }))) as Record<string, unknown>)['rest.token'],
      );
    });
  });
}
