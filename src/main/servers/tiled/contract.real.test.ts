import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demand } from '../../../../test-support/demand';
import {
  binFolder,
  cleanEnvironment,
  prepare,
  type RealTiled,
  startRealTiled,
  USERS,
  VERSIONS,
} from '../../../../test-support/tiled/real.mjs';
import type { ExportSpec } from '../../../domain/exports';
import type { KeyRecord, ListedKey } from '../../../domain/key';
import type { Profile } from '../../../domain/profile';
import { startTiledSandbox, type TiledSandbox } from '../../../sandbox/tiled';
import { context, must } from '../common/testing';
import { defineContract, EXPECTED } from './contract';
import { tiled } from './index';
import { login, probed } from './test-tools';
import { multiUserTranscript, singleUserTranscript } from './transcript';

/**
 * The contract suite against real servers, and the sandbox against the same servers line by line. In CI the servers are compulsory; where a
 * person's machine cannot make them, that is said loudly.
 */
const prepared = await prepare({ log: (line) => console.log(line) });

demand('real Tiled servers', prepared);
if (prepared.ok) {
  for (const version of VERSIONS) {
    const expected = EXPECTED[version];
    if (!expected) throw new Error(`nothing expected of ${version}`);
    describe(`real Tiled ${version}`, () => {
      let real: RealTiled | undefined;
      const server = (): RealTiled => {
        if (!real) throw new Error('the server did not start');
        return real;
      };
      // One server for all of it, since a start takes longer than most tests; each part has users of its own.
      beforeAll(async () => {
        real = await startRealTiled({ version });
      });
      afterAll(async () => {
        await real?.stop();
      });
      defineContract('contract', expected, async () => ({ url: server().url, stop: async () => {} }));
      compare(version, server);
    });
  }
}

/** Same questions to a real server and to the sandbox of its generation; then the real client with what the driver exports. */
function compare(version: (typeof VERSIONS)[number], server: () => RealTiled): void {
  describe('sandbox and clients', () => {
    let real: RealTiled;
    let sandbox: TiledSandbox;

    beforeAll(async () => {
      real = server();
      sandbox = await startTiledSandbox({
        version,
        providers: [{ name: 'toy', mode: 'internal', users: USERS, confirmationMessage: 'Logged in as {id}.' }],
      });
    });
    afterAll(async () => {
      await sandbox?.stop();
    });

    it('the exported variable serves Tiled’s own Python client', async () => {
      const { spec, secret } = await exported(real.url);
      const snippet = spec.snippets.find((s) => s.id === 'python')?.text ?? '';
      const script = `${snippet}\nprint('whoami', client.context.whoami()['identities'][0]['id'], len(client))\n`;
      const [variable] = spec.variables;
      const result = await run(join(binFolder(version), 'python'), ['-c', script], real.folder, { [variable?.name ?? '']: secret });
      expect(result.output).toContain('whoami alice 0');
      expect(result.code).toBe(0);
    });

    it('the curl form reads the variable', async () => {
      const { spec, secret } = await exported(real.url);
      const snippet = spec.snippets.find((s) => s.id === 'curl')?.text ?? '';
      const result = await run('sh', ['-c', snippet], real.folder, { TILED_API_KEY: secret });
      expect(result.output).toContain('"structure_family":"container"');
      const bad = await run('sh', ['-c', snippet], real.folder, { TILED_API_KEY: '0'.repeat(72) });
      expect(bad.output).toContain('Invalid API key');
    });

    // TILED_API_KEY serves the command line properly since 0.2.10.
    const commandLine = version === '0.2.16' ? it : () => {};
    commandLine('the tiled command lines are understood', async () => {
      const { spec, secret, profile } = await exported(real.url, { scopes: 'inherit', lifetime: '600' });
      const env = { TILED_API_KEY: secret };
      // Everything but "tiled login", which would ask for a password.
      const commands = (id: string) =>
        (spec.snippets.find((s) => s.id === id)?.text ?? '').split('\n').filter((l) => !l.startsWith('tiled login'));
      const created = await run('sh', ['-ec', commands('cli-create').join('\n')], real.folder, env, join(binFolder(version)));
      const made = /\b[0-9a-f]{72}\b/.exec(created.output)?.[0] ?? '';
      expect(must(await tiled.check(context(), profile, made)).listed).toMatchObject({ scopes: ['inherit'], name: "it's for $HOME" });
      const revoke = commands('cli-revoke')
        .filter((l) => l.startsWith('tiled api_key'))
        .join('\n');
      const revoked = await run('sh', ['-ec', revoke], real.folder, env, join(binFolder(version)));
      expect(revoked).toMatchObject({ code: 0 });
      expect(must(await tiled.check(context(), profile, secret)).outcome.kind).toBe('refused');
    });

    it('the sandbox answers as the real server does, step by step', async () => {
      const [ofReal, ofSandbox] = [await multiUserTranscript(real.url), await multiUserTranscript(sandbox.url)];
      expect(ofSandbox.map((l) => l.step)).toEqual(ofReal.map((l) => l.step));
      for (const [i, line] of ofReal.entries()) expect.soft(ofSandbox[i], line.step).toEqual(line);
    });

    it.each([false, true])('single-user servers too (public reading: %s)', async (isPublic) => {
      const key = 'Abc123xyzABC';
      const single = await startRealTiled({ version, singleUserKey: key, isPublic });
      const twin = await startTiledSandbox({ version, singleUser: true, singleUserKey: key, anonymous: isPublic });
      try {
        const [ofReal, ofTwin] = [await singleUserTranscript(single.url, key), await singleUserTranscript(twin.url, key)];
        for (const [i, line] of ofReal.entries()) expect.soft(ofTwin[i], line.step).toEqual(line);
        const ctx = context();
        const profile = await probed(ctx, `${single.url}/?api_key=${key}`);
        expect(profile.server).toMatchObject({ mode: 'singleUser', manages: false });
        expect(must(await tiled.check(ctx, profile, key)).outcome.kind).toBe('live');
        expect(must(await tiled.check(ctx, profile, key.toLowerCase())).outcome.kind).toBe('refused');
      } finally {
        await Promise.all([single.stop(), twin.stop()]);
      }
    });
  });
}

async function exported(url: string, fields: Record<string, string> = { scopes: 'read:metadata', lifetime: '600' }) {
  const ctx = context();
  const profile = await probed(ctx, url);
  const session = await login(ctx, profile, 'alice', USERS.alice);
  const made = must(await tiled.create(ctx, profile, session.credential, { ...fields, note: "it's for $HOME" }));
  const spec: ExportSpec = tiled.exports(profile, recordOf(profile, made.listed), {});
  return { spec, secret: made.secret, profile };
}

function recordOf(profile: Profile, listed: ListedKey): KeyRecord {
  const asOf = Date.now();
  return {
    id: 'key-1',
    profileId: profile.id,
    marks: listed.marks,
    listed: { value: listed, source: 'listing', asOf },
    presence: { value: 'listed', source: 'listing', asOf },
    held: null,
    check: null,
    places: [],
    ambiguous: false,
    local: { label: '', owner: '', note: '' },
    userExpiry: null,
    ownCalls: [],
    firstSeen: asOf,
    revokedAt: null,
  };
}

/** Runs a program with a clean environment and answers what it printed. */
function run(
  command: string,
  args: readonly string[],
  home: string,
  more: Record<string, string>,
  firstInPath = '',
): Promise<{ code: number | null; output: string }> {
  const env = cleanEnvironment(home, more);
  if (firstInPath !== '') env.PATH = `${firstInPath}:${env.PATH}`;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'], timeout: 50_000 });
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
