import { describe, expect, it } from 'vitest';
import { LABKEY_RELEASES, type LabKeyRelease } from './index';
import { FailureLimiter } from './limiter';
import { ADA, type Lab, startLab, WRONG } from './test-tools';

const ENSURE = '/security-ensureLogin.api';
const WHO = '/login-whoAmI.api';
const FREE = { paused: false, ms: 0 };

function limiter(scale = 1) {
  let now = 1_000_000;
  const it = new FailureLimiter(() => now, scale);
  return {
    turn: (ms: number) => {
      now += ms;
    },
    wait: (login = 'apikey', password = 'good', address = '1.2.3.4') => it.waitFor(address, login, password),
    fail: (times = 1) => {
      for (let i = 0; i < times; i += 1) it.failed('1.2.3.4', 'apikey', WRONG);
    },
    clear: () => it.clear(),
  };
}

describe('the back-log of failures', () => {
  it('one failure after a quiet minute delays the next attempt of that login by 3 s, others of the address by 1 s', () => {
    const l = limiter();
    l.fail();
    expect(l.wait()).toEqual({ paused: false, ms: 3_000 });
    expect(l.wait('ada@lab.test')).toEqual(FREE);
    l.fail();
    expect(l.wait('ada@lab.test')).toEqual({ paused: false, ms: 2_000 });
    expect(l.wait('ada@lab.test', 'x', '9.9.9.9')).toEqual(FREE);
    expect(l.wait('ada@lab.test', WRONG, '9.9.9.9')).toEqual({ paused: false, ms: 6_000 });
  });

  it('six at once pause, five do not', () => {
    const l = limiter();
    l.fail(5);
    expect(l.wait()).toEqual({ paused: false, ms: 15_000 });
    l.fail();
    expect(l.wait()).toEqual({ paused: true });
  });

  it('after thirty at once all is free in about a minute, password logins sooner', () => {
    const l = limiter();
    l.fail(30);
    expect([l.wait(), l.wait('ada@lab.test')]).toEqual([{ paused: true }, { paused: true }]);
    l.turn(20_000);
    expect(l.wait('ada@lab.test')).toEqual({ paused: false, ms: 10_000 });
    l.turn(35_000);
    expect(l.wait()).toEqual({ paused: true });
    l.turn(21_000);
    expect(l.wait()).toEqual(FREE);
  });

  it('a failure of half a minute ago leaves room for more', () => {
    const l = limiter();
    l.fail();
    l.turn(30_000);
    l.fail(8);
    expect(l.wait()).toEqual(FREE);
    l.fail(4);
    expect(l.wait()).toEqual({ paused: false, ms: 9_000 });
  });

  it('can be made quicker, and off', () => {
    const quick = limiter(0.01);
    quick.fail();
    expect(quick.wait()).toEqual({ paused: false, ms: 30 });
    const off = limiter(0);
    off.fail(30);
    expect(off.wait()).toEqual(FREE);
  });

  it('is forgotten on demand', () => {
    const l = limiter();
    l.fail(30);
    l.clear();
    expect(l.wait()).toEqual(FREE);
  });
});

describe('over the wire', () => {
  it('a good key right after one wrong key takes 3 s, and one more nothing', async () => {
    const lab = await startLab();
    const key = lab.sandbox.addKey(ADA);
    await lab.ask(ENSURE, { key: WRONG });
    expect((await lab.ask(ENSURE, { key })).status).toBe(200);
    expect((await lab.ask(ENSURE, { key })).status).toBe(200);
    expect(lab.waits).toEqual([3_000]);
  });

  it('wrong keys one after the other wait 3 s each and never pause', async () => {
    const lab = await startLab();
    for (let i = 0; i < 12; i += 1) await lab.ask(ENSURE, { key: WRONG });
    expect(lab.waits).toEqual(Array.from({ length: 11 }, () => 3_000));
  });

  /** Thirty wrong keys at once: the first fails, the others wait for it side by side and then fail together. */
  async function paused(version: LabKeyRelease): Promise<Lab> {
    const waiting: (() => void)[] = [];
    const sleep = (): Promise<void> =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 29) for (const go of waiting) go();
      });
    const lab = await startLab({ version, sleep });
    await Promise.all(Array.from({ length: 30 }, () => lab.ask(ENSURE, { key: WRONG })));
    return lab;
  }

  it.each(LABKEY_RELEASES)(
    '%s: while paused a valid key is 401 from 24.7.1 on, a guest before; loginApi says so with 400',
    async (version) => {
      const lab = await paused(version);
      const key = lab.sandbox.addKey(ADA);
      const refused = await lab.ask(WHO, { key });
      if (LABKEY_RELEASES.indexOf(version) >= LABKEY_RELEASES.indexOf('24.7.1')) {
        expect([refused.status, String(refused.json.exception).includes('temporarily paused.\nTry again')]).toEqual([401, true]);
      } else {
        expect([refused.status, refused.json.id]).toEqual([200, 0]);
        expect((await lab.ask(ENSURE, { key })).json.exception).toBe('You must log in to view this content.');
      }
      const login = await lab.ask('/login-loginApi.api', { json: { email: ADA, password: 'secret1' } });
      expect([login.status, String(login.json.exception).includes('temporarily paused')]).toEqual([400, true]);
      lab.turn(70_000);
      expect((await lab.ask(WHO, { key })).json.id).toBe(1004);
    },
  );

  it('a session is never delayed', async () => {
    const lab = await startLab();
    const jar = await lab.signIn(ADA);
    await lab.ask(ENSURE, { key: WRONG });
    expect((await lab.ask(ENSURE, { jar, key: WRONG })).status).toBe(200);
    expect(lab.waits).toEqual([]);
  });
});
