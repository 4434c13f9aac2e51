import { LABKEY_RELEASES, startLabKeySandbox } from '../../../sandbox/labkey';
import { defineContract } from './contract';

const ADMIN = { email: 'admin@lab.test', password: 'secret2' };
const USER = { email: 'ada@lab.test', password: 'secret1' };

// The newest with a context path and an end of life, the others at the root: both ways of installing it are walked.
for (const version of LABKEY_RELEASES) {
  const newest = version === '26.7';
  defineContract(`contract: sandbox ${version}`, async () => {
    const sandbox = await startLabKeySandbox({
      version,
      limiterScale: 0.05,
      ...(newest ? { contextPath: '/labkey', apiKeyExpirationSeconds: 90 * 86_400 } : {}),
    });
    return { url: sandbox.url, admin: ADMIN, user: USER, stop: () => sandbox.stop() };
  });
}
