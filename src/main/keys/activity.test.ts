import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { signedIn, startSandbox, startTestApp, valueIn } from '../testing';

const NO_LOCAL = { label: '', owner: '', note: '' };

it('every use case ends in one line of the activity log, whatever came of it, and none holds a secret', async () => {
  const server = await startSandbox();
  const t = await startTestApp();
  const { profileId } = await signedIn(t, server.url);
  const create = () =>
    t.client.call('keys.create', {
      profileId,
      fields: { note: 'n', scopes: 'read:metadata', lifetime: '3600', accessTags: '' },
      local: NO_LOCAL,
    });
  const { keyId } = valueIn(await create());
  const { secret } = valueIn(await t.client.call('keys.reveal', { keyId }));
  valueIn(await t.client.call('keys.annotate', { keyId, local: { ...NO_LOCAL, note: 'private words' } }));
  valueIn(await t.client.call('profile.edit', { profileId, label: 'L', note: '', caFile: null }));
  valueIn(await t.client.call('profile.setManager', { profileId, manager: { kind: 'key', keyId } }));
  const bad = '0'.repeat(72);
  await t.client.call('keys.hold', { profileId, keyId: null, secret: { typed: bad }, fields: {}, local: NO_LOCAL });
  t.stores.os.failure = { kind: 'locked' };
  await create();
  await t.client.call('keys.verify', { keyId });
  await t.client.call('profile.signIn', {
    profileId,
    method: 'password',
    fields: { username: 'alice' },
    secrets: { password: { typed: 'secret1' } },
  });
  t.stores.os.failure = null;
  valueIn(await t.client.call('keychain.unlock', { passphrase: null }));
  await t.app.close();
  const text = readFileSync(join(t.folder, 'activity.jsonl'), 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { what: string; outcome: string; code?: string });
  expect(lines.map((l) => [l.what, l.outcome, ...(l.code === undefined ? [] : [l.code])].join(' '))).toEqual([
    'profile.add done',
    'profile.signIn done',
    'key.create done',
    'key.reveal done',
    'key.annotate done',
    'profile.edit done',
    'profile.manager done',
    'key.hold failed key.refused',
    'key.create failed keychain.locked',
    'key.verify failed keychain.locked',
    'profile.signIn failed keychain.locked',
    'keychain.unlock done os',
  ]);
  for (const hidden of [secret, bad, 'secret1', 'private words', server.url]) expect(text).not.toContain(hidden);
  await t.close();
  await server.stop();
});
