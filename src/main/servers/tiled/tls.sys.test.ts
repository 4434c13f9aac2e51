import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTiledSandbox } from '../../../sandbox/tiled';
import { context, KeptSession, must, mustFail } from '../common/testing';
import { tiled } from './index';
import { login, probed, READ_FOR_TEN_MINUTES } from './test-tools';

let folder: string;
let key: string;
let cert: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-tls-'));
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=sandbox', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...args, ...names, '-keyout', 'key.pem', '-out', 'cert.pem'], { cwd: folder, stdio: 'pipe', timeout: 20_000 });
  key = readFileSync(join(folder, 'key.pem'), 'utf8');
  cert = readFileSync(join(folder, 'cert.pem'), 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('behind TLS with links that say http://, everything stays on https', async () => {
  const sandbox = await startTiledSandbox({ tls: { key, cert }, linkOrigin: 'http://127.0.0.1', rootPath: '/tiled' });
  try {
    const ctx = context({ ca: cert });
    const profile = await probed(ctx, `${sandbox.url}/api/v1/`);
    const alice = await login(ctx, profile, 'alice', 'secret1');
    const made = must(await tiled.create(ctx, profile, alice.credential, READ_FOR_TEN_MINUTES));
    must(await tiled.check(ctx, profile, made.secret));
    must(await tiled.list(ctx, profile, new KeptSession(alice.durable, null).credential));
    must(await tiled.revoke(ctx, profile, alice.credential, { marks: made.listed.marks, secret: null }));
    expect(await tiled.signOut(ctx, profile, alice)).toEqual({ confirmed: true });
    expect(ctx.sent.length).toBeGreaterThan(7);
    expect(ctx.sent.every((r) => r.url.startsWith(`${sandbox.url}/api/v1/`))).toBe(true);
  } finally {
    await sandbox.stop();
  }
});

it('a certificate that nobody vouches for stops everything before a credential is sent', async () => {
  const sandbox = await startTiledSandbox({ tls: { key, cert } });
  try {
    expect(mustFail(await tiled.probe(context(), sandbox.url))).toMatchObject({ code: 'http.tls', next: { do: 'editProfile' } });
    expect(sandbox.requests).toEqual([]);
  } finally {
    await sandbox.stop();
  }
});
