import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TiledSandbox } from '../../sandbox/tiled';
import { signedIn, startSandbox, startTestApp, type TestApp, valueIn } from '../testing';

let server: TiledSandbox;
let t: TestApp;
let keyIds: string[];

beforeEach(async () => {
  server = await startSandbox();
  t = await startTestApp();
  const { profileId } = await signedIn(t, server.url);
  keyIds = [];
  for (const note of ['first', '=second']) {
    const fields = { note, scopes: 'read:metadata', lifetime: '3600', accessTags: '' };
    const made = await t.client.call('keys.create', { profileId, fields, local: { label: '', owner: '', note: '' } });
    keyIds.push(valueIn(made).keyId);
  }
});
afterEach(async () => {
  expect(t.mishaps).toEqual([]);
  await t.close();
  await server.stop();
});

it('puts rows on the clipboard in the order asked for, without their secrets', async () => {
  for (const format of ['csv', 'json'] as const) {
    const answer = await t.client.call('keys.copyTable', { keyIds: [...keyIds].reverse(), format });
    expect(valueIn(answer)).toEqual({ rows: 2 });
    const { text } = t.clipboard;
    expect(text.indexOf('=second')).toBeLessThan(text.indexOf('first'));
    for (const keyId of keyIds) {
      const { secret } = valueIn(await t.client.call('keys.reveal', { keyId }));
      expect(text).not.toContain(secret.slice(8, 40));
      expect(text).toContain(secret.slice(0, 8));
    }
  }
  expect(JSON.parse(t.clipboard.text)).toHaveLength(2);
});

it('passes over keys that have gone, and says so where none is left', async () => {
  expect(valueIn(await t.client.call('keys.copyTable', { keyIds: ['gone', ...keyIds], format: 'csv' }))).toEqual({ rows: 2 });
  t.clipboard.text = 'as before';
  expect(await t.client.call('keys.copyTable', { keyIds: ['gone'], format: 'csv' })).toMatchObject({ ok: false });
  expect(t.clipboard.text).toBe('as before');
});
