import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './fixture';
import { startAgain } from './runtime';

/** A server that anybody could reach, and that nobody of the window may. */
async function startStranger(): Promise<{ url: string; hits: string[]; stop: () => Promise<void> }> {
  const hits: string[] = [];
  const server = createServer((request, answer) => {
    hits.push(`${request.method} ${request.url}`);
    answer.setHeader('access-control-allow-origin', '*');
    answer.end('stranger');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits, stop };
}

test('the window reaches nothing but its own files, goes nowhere and opens nothing', async ({ app }) => {
  const { page, tess, control } = app;
  const stranger = await startStranger();
  const home = page.url();
  try {
    const seen = await page.evaluate(async (url) => {
      const violated: string[] = [];
      document.addEventListener('securitypolicyviolation', (e) => violated.push(e.effectiveDirective));
      const outcome: Record<string, string> = {};
      const attempt = async (name: string, work: () => unknown) => {
        try {
          await work();
          outcome[name] = 'let through';
        } catch (error) {
          outcome[name] = error instanceof Error ? error.name : 'refused';
        }
      };
      const loaded = (e: HTMLElement) =>
        new Promise((resolve, reject) => {
          e.onload = resolve;
          e.onerror = () => reject(new Error('blocked'));
          document.body.append(e);
          setTimeout(() => reject(new Error('nothing came')), 1_500);
        });
      await attempt('fetch', () => fetch(`${url}/fetch`));
      await attempt('fetch without cors', () => fetch(`${url}/no-cors`, { mode: 'no-cors' }));
      await attempt('websocket', () => {
        const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`);
        return new Promise((resolve, reject) => {
          socket.onopen = resolve;
          socket.onerror = () => reject(new Error('blocked'));
        });
      });
      await attempt('events', () => {
        const source = new EventSource(`${url}/events`);
        return new Promise((resolve, reject) => {
          source.onopen = resolve;
          source.onerror = () => reject(new Error('blocked'));
        });
      });
      await attempt('image', () => loaded(Object.assign(document.createElement('img'), { src: `${url}/image` })));
      await attempt('style', () => loaded(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${url}/style` })));
      // A frame that is refused shows an error page and says "load": what counts is that nobody came to the stranger.
      const frames = [`${url}/frame`, '/', 'data:text/html,<script>parent.ran = true</script>', 'blob:null/x'].map((src) => {
        const frame = Object.assign(document.createElement('iframe'), { src });
        document.body.append(frame);
        return frame;
      });
      await attempt('script', () => loaded(Object.assign(document.createElement('script'), { src: `${url}/script` })));
      await attempt('inline script', () => loaded(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' })));
      await attempt('eval', () => Reflect.construct(Function, ['return 1'])());
      await attempt('html', () => Object.assign(document.createElement('div'), { innerHTML: '<b>x</b>' }));
      await attempt('worker', () => new Worker(`${url}/worker`));
      navigator.sendBeacon(`${url}/beacon`, 'x');
      const form = Object.assign(document.createElement('form'), { action: `${url}/form`, method: 'post' });
      document.body.append(form);
      form.submit();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const readable = frames.filter((f) => {
        try {
          return (f.contentDocument?.body.childElementCount ?? 0) > 0;
        } catch {
          return false;
        }
      });
      return { outcome, violated: [...new Set(violated)], ran: 'ran' in window, readable: readable.length };
    }, stranger.url);
    expect(Object.entries(seen.outcome).filter(([, what]) => what === 'let through')).toEqual([]);
    expect(seen.ran).toBe(false);
    expect(seen.readable).toBe(0);
    for (const directive of ['connect-src', 'img-src', 'form-action', 'frame-src']) expect(seen.violated).toContain(directive);

    await page.evaluate((url) => {
      window.open(`${url}/window`);
      window.open('about:blank');
      const link = Object.assign(document.createElement('a'), { href: `${url}/link`, target: '_blank', textContent: 'out' });
      document.body.append(link);
      link.click();
    }, stranger.url);
    await page.evaluate((url) => location.assign(`${url}/away`), stranger.url).catch(() => undefined);
    await page.evaluate(() => location.assign('file:///etc/passwd')).catch(() => undefined);
    await page.evaluate(() => location.assign('data:text/html,x')).catch(() => undefined);
    await page.waitForTimeout(500);
    expect(page.url()).toBe(home);
    await expect(tess.main).toBeVisible();
    expect(
      page
        .context()
        .pages()
        .filter((p) => !p.isClosed()),
    ).toHaveLength(1);
    expect(stranger.hits).toEqual([]);
    expect(await control.openedExternals()).toEqual([]);

    // The server would have answered: what is empty above is empty because nobody came.
    await fetch(`${stranger.url}/control`);
    expect(stranger.hits).toEqual(['GET /control']);
  } finally {
    await stranger.stop();
  }
});

test('no Node in the window; the bridge is two functions; permissions are denied; frames have no bridge', async ({ app }) => {
  const found = await app.page.evaluate(async () => {
    const w = window as unknown as Record<string, unknown>;
    const bridge = w.tessera as Record<string, unknown>;
    const node = ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'].filter(
      (n) => w[n] !== undefined,
    );
    try {
      w.tessera = 'replaced';
    } catch {
      // Either way the bridge must stay.
    }
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const inner = frame.contentWindow as unknown as Record<string, unknown> | null;
    const inFrame = inner === null ? [] : ['tessera', 'require', 'process'].filter((n) => inner[n] !== undefined);
    const denied = async (work: () => Promise<unknown>) =>
      work().then(
        (value) => String(value),
        (error: unknown) => (error instanceof Error ? error.name : 'refused'),
      );
    return {
      node,
      keys: Object.keys(bridge).sort(),
      kinds: Object.values(bridge).map((v) => typeof v),
      stays: typeof w.tessera === 'object',
      inFrame,
      camera: await denied(() => navigator.mediaDevices.getUserMedia({ video: true })),
      notify: await denied(() => Notification.requestPermission()),
      readClipboard: await denied(() => navigator.clipboard.readText()),
      place: await denied(() => new Promise((ok, no) => navigator.geolocation.getCurrentPosition(ok, () => no(new Error('denied'))))),
      secure: isSecureContext,
    };
  });
  expect(found.node).toEqual([]);
  expect(found.keys).toEqual(['invoke', 'on']);
  expect(found.kinds).toEqual(['function', 'function']);
  expect(found.stays).toBe(true);
  expect(found.inFrame).toEqual([]);
  expect(found.camera).toMatch(/NotAllowed|NotFound|TypeError/);
  expect(found.notify).toBe('denied');
  expect(found.readClipboard).toMatch(/NotAllowed|TypeError/);
  expect(found.place).toBe('Error');
});

test('malformed calls are refused before any handler, leave no trace and break nothing', async ({ app, bench }) => {
  const { tess, page } = app;
  await tess.connect(bench.tiled.url, 'alice', 'secret1');
  await tess.makeKey('Stays as it is');
  const asked = bench.tiled.requests.length;
  const answers = await page.evaluate(async () => {
    const { invoke } = (window as unknown as { tessera: { invoke(m: unknown, a: unknown): Promise<unknown> } }).tessera;
    const snapshot = (await invoke('app.snapshot', {})) as { value: { keys: { id: string }[]; profiles: { id: string }[] } };
    const keyId = snapshot.value.keys[0]?.id ?? '';
    const profileId = snapshot.value.profiles[0]?.id ?? '';
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const calls: [unknown, unknown][] = [
      ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'app', 'APP.SNAPSHOT', '', 'keys.create ', 'x'.repeat(100_000)].map(
        (m): [unknown, unknown] => [m, {}],
      ),
      ...[null, undefined, 1, {}, [], ['app.snapshot'], true].map((m): [unknown, unknown] => [m, {}]),
      ...[null, undefined, 'text', 1, [], true, new Map(), new Date()].map((a): [unknown, unknown] => ['app.snapshot', a]),
      ['app.snapshot', { extra: 1 }],
      ['keys.revoke', { keyIds: [keyId] }],
      ['keys.revoke', { keyIds: [], acknowledged: true }],
      ['keys.revoke', { keyIds: keyId, acknowledged: true }],
      ['keys.revoke', { keyIds: [keyId, 7], acknowledged: true }],
      ['keys.revoke', { keyIds: [keyId], acknowledged: true, also: 1 }],
      ['keys.reveal', { keyId: '../../etc/passwd' }],
      ['keys.reveal', { keyId: [keyId] }],
      ['keys.forget', { keyId: `${keyId}\u0000` }],
      ['profile.remove', { profileId: { toString: profileId } }],
      ['profile.signIn', { profileId, method: 'password', fields: { a: 1 }, secrets: {} }],
      ['profile.signIn', { profileId, method: 'password', fields: {}, secrets: { password: 'raw' } }],
      ['keys.find', { secret: { typed: 'x', ticket: 'y' } }],
      ['keys.find', { secret: { typed: 'x'.repeat(1_000_000) } }],
      ['settings.set', { theme: 'purple' }],
      ['settings.set', { clipboardSeconds: -1 }],
      ['settings.set', { clipboardSeconds: Number.NaN }],
      ['settings.set', JSON.parse('{"__proto__": {"theme": "dark"}, "x": 1}')],
      ['machine.forgetEverything', { confirm: 'yes' }],
      ['machine.forgetEverything', cyclic],
      ['rescue.act', { id: 'x', act: 'steal' }],
      ['export.applyFile', { keyId, path: '/tmp/x' }],
    ];
    const out: string[] = [];
    for (const [m, a] of calls) {
      const answer = await invoke(m, a).catch(() => ({ ok: false, error: { code: 'thrown' } }));
      const { ok, error } = answer as { ok: boolean; error?: { code: string } };
      out.push(ok ? `ACCEPTED ${String(m).slice(0, 40)} ${JSON.stringify(a)?.slice(0, 80)}` : (error?.code ?? 'no code'));
    }
    return out;
  });
  expect(answers.filter((a) => !['ipc.unknownMethod', 'ipc.badArguments', 'thrown'].includes(a))).toEqual([]);
  expect(answers.length).toBeGreaterThan(40);
  expect(bench.tiled.requests.length).toBe(asked);
  await expect(tess.row('Stays as it is')).toContainText('held and live');
});

test('a second start brings the window forward and ends; its arguments change nothing', async ({ app, bench }) => {
  const { code, output } = startAgain(bench.env(), ['--add-server=http://evil.example', 'tessera://revoke/all']);
  expect(code).toBe(0);
  expect(output).toContain('runs already');
  await expect(app.tess.main).toBeVisible();
  expect(app.page.context().pages()).toHaveLength(1);
  await expect(app.tess.page.getByText('evil.example')).toHaveCount(0);
});
