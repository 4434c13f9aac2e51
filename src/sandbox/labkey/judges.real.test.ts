import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { demand } from '../../../test-support/demand';
import { type LabKeyClient, type PythonClient, startJava, startPython, startR } from '../../../test-support/labkey/clients';
import { prepareJava, preparePython, prepareR } from '../../../test-support/labkey/prepare';
import { startTestApp, type TestApp, valueIn } from '../../main/testing';
import { featuresOf, LABKEY_RELEASES, type LabKeyRelease, type LabKeySandbox, type LabKeySandboxOptions, startLabKeySandbox } from '.';

/**
 * Sandbox and `.netrc` judged by LabKey's own clients, Python `labkey` 4.4.1 and Java `labkey-client-api` 6.2.0, and by R's `httr` used as
 * LabKey's R client uses it: each reads the file that the app wrote. In CI they are compulsory; where a person's machine cannot make one of
 * them, that is said loudly.
 */
const log = (line: string): void => console.log(line);
const [python, java, r] = await Promise.all([preparePython(log), prepareJava(log), prepareR()]);

demand('the Python client labkey', python);
demand('the Java client labkey-client-api', java);
demand("R's httr", r);

type ClientName = 'Python' | 'Java' | 'R';
const START: readonly (readonly [ClientName, (home: string) => LabKeyClient])[] = [
  ...(python.ok ? [['Python', (home: string) => startPython(python.value, home)] as const] : []),
  ...(java.ok ? [['Java', (home: string) => startJava(java.value, home)] as const] : []),
  ...(r.ok ? [['R', startR] as const] : []),
];
const NAMES = START.map(([name]) => name);
const judged = describe.runIf(NAMES.length > 0);

const ADA = { email: 'ada@lab.test', password: 'secret1' };
const BOB = { email: 'bob@lab.test', password: 'secret3' };
const USERS = [{ email: 'admin@lab.test', password: 'secret2', admin: true }, ADA, BOB];
const HOST = '127.0.0.1';
const entry = (key: string, host = HOST): string => `machine ${host}\nlogin apikey\npassword ${key}\n\n`;
const WRONG = '0'.repeat(64);

/** The limiter is tested elsewhere; here a refused key must not delay the next. */
const start = (version: LabKeyRelease, more: LabKeySandboxOptions = {}): Promise<LabKeySandbox> =>
  startLabKeySandbox({ version, users: USERS, limiterScale: 0, ...more });

/** Holds a key in the app and puts it into the `.netrc` of the app's home, as a click does. Fails on any problem. */
async function putIntoNetrc(app: TestApp, secret: string): Promise<void> {
  const added = await app.client.call('profile.add', {
    kind: 'other',
    address: HOST,
    label: '',
    note: '',
    caFile: null,
    plainHttpAccepted: true,
  });
  const { keyId } = valueIn(
    await app.client.call('keys.hold', {
      profileId: valueIn(added).profileId,
      keyId: null,
      secret: { typed: secret },
      fields: { name: 'Judged', expiry: '' },
      local: { label: '', owner: '', note: '' },
    }),
  );
  const wish = { keyId, login: '', replace: true };
  const { version } = valueIn(await app.client.call('netrc.preview', wish));
  valueIn(await app.client.call('netrc.apply', { ...wish, keep: true, version }));
}

const started: LabKeyClient[] = [];
const clientsIn = (home: string): ReadonlyMap<ClientName, LabKeyClient> =>
  new Map(
    START.map(([name, begin]) => {
      const client = begin(home);
      started.push(client);
      return [name, client] as const;
    }),
  );
const clientOf = (clients: ReadonlyMap<ClientName, LabKeyClient>, name: ClientName): LabKeyClient => {
  const client = clients.get(name);
  if (!client) throw new Error(`no client ${name}`);
  return client;
};
afterAll(() => {
  for (const client of started) client.stop();
});

judged.each(LABKEY_RELEASES)('LabKey %s, by the .netrc that the app wrote', (version) => {
  const features = featuresOf(version);
  let [app, sandbox, clients]: [TestApp?, LabKeySandbox?, ReadonlyMap<ClientName, LabKeyClient>?] = [];
  const url = (): string => sandbox?.url ?? '';
  const client = (name: ClientName): LabKeyClient => clientOf(clients ?? new Map(), name);

  beforeAll(async () => {
    sandbox = await start(version);
    app = await startTestApp();
    await putIntoNetrc(app, sandbox.addKey(ADA.email, { description: 'for judges' }));
    sandbox.addKey(BOB.email, { description: 'not for judges' });
    clients = clientsIn(app.home);
  });
  afterAll(async () => {
    await app?.close();
    await sandbox?.stop();
  });

  describe.each(NAMES)('%s', (name) => {
    it('is the owner of the key', async () => {
      const id = sandbox?.state.userOf(ADA.email)?.id;
      expect(await client(name).ask({ url: url(), ask: 'whoAmI' })).toMatchObject({ ok: true, value: { id, email: ADA.email } });
      expect(await client(name).ask({ url: url(), ask: 'ensureLogin' })).toMatchObject({ ok: true, value: { id, email: ADA.email } });
    });

    it('lists the own keys where the release has the query', async () => {
      const answer = await client(name).ask({ url: url(), ask: 'selectRows', schema: 'core', query: 'UserAPIKeys' });
      if (!features.ownKeys) return expect(answer).toMatchObject({ ok: false, status: 404 });
      expect(answer).toMatchObject({ ok: true, value: { rowCount: 1 } });
      const [row = {}] = answer.value?.rows ?? [];
      expect(row.RowId).toBe(1);
      expect(row.Description).toBe(features.described ? 'for judges' : undefined);
    });

    it('selects users, over one connection with its cookies', async () => {
      for (const turn of [1, 2]) {
        const answer = await client(name).ask({ url: url(), ask: 'selectRows', schema: 'core', query: 'Users', kept: true });
        expect(answer, `turn ${turn}`).toMatchObject({ ok: true });
        expect(answer.value?.rows?.map((row) => row.DisplayName)).toContain('ada');
      }
    });
  });

  describe('after the key was revoked', () => {
    beforeAll(() => sandbox?.removeKey(1));

    it.each(NAMES)('%s is refused with 401, at the login and in a folder for users', async (name) => {
      expect(await client(name).ask({ url: url(), ask: 'ensureLogin' })).toMatchObject({ ok: false, status: 401 });
      const rows = { url: url(), ask: 'selectRows', schema: 'core', query: 'Users', container: '/Shared' } as const;
      expect(await client(name).ask(rows)).toMatchObject({ ok: false, status: 401 });
    });

    // Java drops the failure of the login that it begins with and sends credentials only when challenged, on every release. Python and R send
    // them with each GET; R's POST waits for a challenge again.
    const guest = (name: ClientName, how: 'GET' | 'POST'): boolean =>
      !features.refusesBadCredentials || name === 'Java' || (name === 'R' && how === 'POST');

    it.each(NAMES)('%s may take itself for a guest, which looks like success with nothing in it', async (name) => {
      const who = await client(name).ask({ url: url(), ask: 'whoAmI' });
      expect(who).toMatchObject(guest(name, 'GET') ? { ok: true, value: { id: 0, email: 'guest' } } : { ok: false, status: 401 });
      const rows = await client(name).ask({ url: url(), ask: 'selectRows', schema: 'core', query: 'UserAPIKeys' });
      if (!guest(name, 'POST')) expect(rows).toMatchObject({ ok: false, status: 401 });
      else expect(rows).toMatchObject(features.ownKeys ? { ok: true, value: { rows: [], rowCount: 0 } } : { ok: false, status: 404 });
    });

    it.each(NAMES)('%s stays in by the session of its cookies where it keeps them', async (name) => {
      const answer = await client(name).ask({ url: url(), ask: 'selectRows', schema: 'core', query: 'Users', kept: true });
      // R's cookies went with the questions asked since as a fresh program.
      if (name !== 'R') expect(answer.value?.rows?.map((row) => row.DisplayName)).toContain('ada');
    });
  });
});

judged.each(['', '/labkey'])('the context path %j', (contextPath) => {
  it.each(NAMES)('is understood by %s', async (name) => {
    const sandbox = await start('24.11', { contextPath });
    const home = mkdtempSync(join(tmpdir(), 'tessera-labkey-'));
    try {
      writeFileSync(join(home, '.netrc'), entry(sandbox.addKey(ADA.email, {})), { mode: 0o600 });
      const client = clientOf(clientsIn(home), name);
      expect(await client.ask({ url: sandbox.url, ask: 'whoAmI' })).toMatchObject({ ok: true, value: { email: ADA.email } });
      const rows = await client.ask({ url: sandbox.url, ask: 'selectRows', schema: 'core', query: 'UserAPIKeys' });
      expect(rows).toMatchObject({ ok: true, value: { rowCount: 1 } });
    } finally {
      await sandbox.stop();
      rmSync(home, { recursive: true, force: true });
    }
  });
});

judged.each(['24.3', '24.11', '26.7'] as const)('traps on LabKey %s', (version) => {
  const { refusesBadCredentials, bearer } = featuresOf(version);
  /** What a wrong key is answered. */
  const asNobody = refusesBadCredentials ? { ok: false, status: 401 } : { ok: true, value: { id: 0 } };
  let sandbox: LabKeySandbox;
  let home: string;
  let clients: ReadonlyMap<ClientName, LabKeyClient>;
  let good: string;
  const netrc = (text: string): void => writeFileSync(join(home, '.netrc'), text, { mode: 0o600 });
  const asked = (name: ClientName, more: { apiKey?: string; ask?: 'ensureLogin' } = {}) =>
    clientOf(clients, name).ask({ url: sandbox.url, ask: 'whoAmI', ...more });

  beforeAll(async () => {
    sandbox = await start(version);
    good = sandbox.addKey(ADA.email, {});
    home = mkdtempSync(join(tmpdir(), 'tessera-labkey-'));
    clients = clientsIn(home);
  });
  afterEach(() => rmSync(join(home, '.netrc'), { force: true }));
  afterAll(async () => {
    await sandbox.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it.each(NAMES)('%s takes a key that it is given', async (name) => {
    expect(await asked(name, { apiKey: good })).toMatchObject({ ok: true, value: { email: ADA.email } });
    expect(await asked(name, { apiKey: WRONG, ask: 'ensureLogin' })).toMatchObject({ ok: false, status: 401 });
  });

  it.each(NAMES)('a stale .netrc entry beats the key that %s is given, in Python only', async (name) => {
    netrc(entry(WRONG));
    const answer = await asked(name, { apiKey: good });
    expect(answer).toMatchObject(name === 'Python' ? asNobody : { ok: true, value: { email: ADA.email } });
  });

  it('the app mends that: the stale entry is replaced, and every client is let in', async () => {
    netrc(`# kept\n${entry(WRONG)}`);
    const app = await startTestApp({ home });
    try {
      await putIntoNetrc(app, good);
    } finally {
      await app.close();
    }
    for (const name of NAMES) {
      expect(await asked(name), name).toMatchObject({ ok: true, value: { email: ADA.email } });
      expect(await asked(name, { apiKey: good }), name).toMatchObject({ ok: true, value: { email: ADA.email } });
    }
  });

  it('of two entries for one host Python takes the last, Java and R the first; the app leaves one', async () => {
    netrc(entry(sandbox.addKey(BOB.email, {})) + entry(sandbox.addKey('admin@lab.test', {})));
    const emails: Record<ClientName, string> = { Python: 'admin@lab.test', Java: BOB.email, R: BOB.email };
    for (const name of NAMES) expect((await asked(name)).value?.email, name).toBe(emails[name]);
    const app = await startTestApp({ home });
    try {
      await putIntoNetrc(app, good);
    } finally {
      await app.close();
    }
    for (const name of NAMES) expect((await asked(name)).value?.email, name).toBe(ADA.email);
  });

  it.each(['port', 'scheme', 'localhost'])('an entry with another name of the host (%s) is found by none', async (kind) => {
    const { host } = new URL(sandbox.url);
    netrc(entry(good, { port: host, scheme: `http://${HOST}`, localhost: 'localhost' }[kind]));
    for (const name of NAMES) expect(await asked(name, { ask: 'ensureLogin' }), name).toMatchObject({ ok: false, status: 401 });
  });

  it.runIf(python.ok)(
    'requests lets the .netrc entry replace an Authorization header, and leaves the apikey header beside it',
    async () => {
      const client = plain();
      const url = `${sandbox.url}/security-ensureLogin.api`;
      const forms = {
        apikey: { headers: { apikey: good } },
        basic: { headers: { Authorization: `Basic ${Buffer.from(`apikey:${good}`).toString('base64')}` } },
        bearer: { headers: { Authorization: `Bearer ${good}` } },
        auth: { headers: {}, auth: ['apikey', good] as const },
      };
      const sent = { apikey: '', basic: 'Basic', bearer: 'Bearer', auth: 'Basic' };
      for (const form of ['apikey', 'basic', 'bearer', 'auth'] as const) {
        const clean = await client.get({ url, ...forms[form] });
        expect(clean, form).toMatchObject({
          status: form === 'bearer' && !bearer ? 401 : 200,
          sent: { authorization: sent[form], apikey: form === 'apikey' },
        });
      }
      netrc(entry(WRONG));
      for (const form of ['apikey', 'basic', 'bearer', 'auth'] as const) {
        const stale = await client.get({ url, ...forms[form] });
        // Only `auth` is asked before the file.
        expect(stale, form).toMatchObject({
          status: form === 'auth' ? 200 : 401,
          sent: { authorization: 'Basic', apikey: form === 'apikey' },
        });
      }
    },
  );

  function plain(): PythonClient {
    if (!python.ok) throw new Error(python.why);
    const client = startPython(python.value, home);
    started.push(client);
    return client;
  }
});
