import { describe, expect, it } from 'vitest';
import { defineContract } from './contract';

/**
 * The contract suite against a real server of the reader's own. It makes a handful of keys for each account, deletes them again, and shows one
 * wrong key, after which that server makes everybody's next key wait for three seconds.
 */
const {
  TESSERA_LABKEY_URL: url = '',
  TESSERA_LABKEY_ADMIN: admin = '',
  TESSERA_LABKEY_ADMIN_PASSWORD: adminPassword = '',
  TESSERA_LABKEY_USER: user = '',
  TESSERA_LABKEY_USER_PASSWORD: userPassword = '',
} = process.env;

const needed = {
  TESSERA_LABKEY_URL: url,
  TESSERA_LABKEY_ADMIN: admin,
  TESSERA_LABKEY_ADMIN_PASSWORD: adminPassword,
  TESSERA_LABKEY_USER: user,
  TESSERA_LABKEY_USER_PASSWORD: userPassword,
};
const missing = Object.entries(needed)
  .filter(([, value]) => value === '')
  .map(([name]) => name);

if (missing.length === 0) {
  defineContract(`contract: real LabKey Server at ${new URL(url).host}`, async () => ({
    url,
    admin: { email: admin, password: adminPassword },
    user: { email: user, password: userPassword },
    stop: async () => {},
  }));
} else {
  const line = '!'.repeat(80);
  console.error(
    `\n${line}\nNOT TESTED against a real LabKey Server: only the sandbox was. To test your own, set\n  ${Object.keys(needed).join('\n  ')}\nto its address, an administrator's account and an ordinary user's.\n${line}\n`,
  );
  describe('contract: real LabKey Server', () => {
    it('NOT TESTED: no server was named, only the sandbox was tested', () => {
      // Some but not all is a mistake of whoever set them, and no reason to pass.
      expect(missing).toEqual(Object.keys(needed));
    });
  });
}
