import { execFileSync } from 'node:child_process';
import type { PrivateKeyring } from '../test-support/keyring/private-keyring.mjs';

/** How many items of the tests' service a keyring holds, as another program counts them. Only attributes are asked for, never a secret. */
export function itemPaths(keyring: PrivateKeyring): string[] {
  const reply = execFileSync(
    'dbus-send',
    [
      '--session',
      '--print-reply',
      '--reply-timeout=5000',
      '--dest=org.freedesktop.secrets',
      '/org/freedesktop/secrets',
      'org.freedesktop.Secret.Service.SearchItems',
      'dict:string:string:service,tessera-e2e',
    ],
    { env: { ...keyring.env, PATH: process.env.PATH ?? '/usr/bin:/bin' }, encoding: 'utf8', timeout: 8_000 },
  );
  return [...reply.matchAll(/object path "([^"]+)"/g)].map((m) => m[1] ?? '');
}

/** What every program on the bus reads of an item, locked or not: its label and attributes. */
export function itemWords(keyring: PrivateKeyring, path: string): string {
  return ['Label', 'Attributes']
    .map((property) =>
      execFileSync(
        'dbus-send',
        [
          '--session',
          '--print-reply=literal',
          '--reply-timeout=5000',
          '--dest=org.freedesktop.secrets',
          path,
          'org.freedesktop.DBus.Properties.Get',
          'string:org.freedesktop.Secret.Item',
          `string:${property}`,
        ],
        { env: { ...keyring.env, PATH: process.env.PATH ?? '/usr/bin:/bin' }, encoding: 'utf8', timeout: 8_000 },
      ),
    )
    .join('\n');
}

/** Removes an item as another program would. */
export function removeItem(keyring: PrivateKeyring, path: string): void {
  execFileSync(
    'dbus-send',
    ['--session', '--print-reply', '--reply-timeout=5000', '--dest=org.freedesktop.secrets', path, 'org.freedesktop.Secret.Item.Delete'],
    { env: { ...keyring.env, PATH: process.env.PATH ?? '/usr/bin:/bin' }, timeout: 8_000, stdio: 'ignore' },
  );
}
