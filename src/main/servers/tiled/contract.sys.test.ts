import { startTiledSandbox } from '../../../sandbox/tiled';
import { defineContract, EXPECTED } from './contract';

const USERS = { alice: 'secret1', bob: 'secret2', cara: 'secret3', dora: 'secret4', admin: 'adminpw' };

for (const version of ['0.2.16', '0.2.2', '0.1.0b17'] as const) {
  const expected = EXPECTED[version];
  if (!expected) throw new Error(`nothing expected of ${version}`);
  defineContract(`contract: sandbox ${version}`, expected, () =>
    startTiledSandbox({ version, providers: [{ name: 'toy', mode: 'internal', users: USERS, confirmationMessage: 'Logged in as {id}.' }] }),
  );
}
