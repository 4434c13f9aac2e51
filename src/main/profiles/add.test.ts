import { createServer, type RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail, ok } from '../../domain/result';
import { startLabKeySandbox } from '../../sandbox/labkey';
import { listen } from '../../sandbox/listen';
import { startTiledSandbox } from '../../sandbox/tiled';
import { startTileDbSandbox } from '../../sandbox/tiledb';
import { Lab } from '../keys/testing-lab';
import type { ServerDriver } from '../servers/driver';
import { startTestApp, type TestApp } from '../testing';

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

let t: TestApp;
const servers: Server[] = [];
/** Every server by the kind that it is. */
const kinds = new Map<string, Server[]>();
const starts = {
  tiled: [() => startTiledSandbox()],
  labkey: [() => startLabKeySandbox()],
  tiledb: [() => startTileDbSandbox({ generation: 'v1' }), () => startTileDbSandbox({ generation: 'v4' })],
};

beforeAll(async () => {
  t = await startTestApp();
  for (const [kind, list] of Object.entries(starts)) {
    const started = await Promise.all(list.map((start) => start()));
    kinds.set(kind, started);
    servers.push(...started);
  }
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await t.close();
});

const probe = (kind: string, address: string) => t.client.call('profile.probe', { kind, address, caFile: null, acceptPlainHttp: false });

/** A server that is none of ours. */
async function site(answer: RequestListener): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const { port, stop } = await listen(createServer(answer));
  return { address: `http://127.0.0.1:${port}`, stop };
}

describe('asking a server for another kind than it is', () => {
  it.each(Object.keys(starts))('%s is known for what it is, whatever was asked for', async (kind) => {
    for (const server of kinds.get(kind) ?? [])
      for (const asked of Object.keys(starts).filter((k) => k !== kind))
        expect(await probe(asked, server.url), `${kind} asked as ${asked}`).toMatchObject({
          ok: false,
          error: { code: 'profile.otherKind', next: { do: 'chooseKind', kind } },
        });
  });

  it('what no kind knows, and what answers to nobody, is told by the kind that was asked for', async () => {
    const { address, stop } = await site((_request, response) => response.end('<html>a bicycle shop</html>'));
    for (const [asked, code] of [
      ['tiled', 'tiled.notTiled'],
      ['labkey', 'labkey.notLabKey'],
      ['tiledb', 'tiledb.wrongHost'],
    ] as const)
      expect(await probe(asked, address)).toMatchObject({ ok: false, error: { code } });
    await stop();
    expect(await probe('tiled', address)).toMatchObject({ ok: false, error: { code: 'http.refused' } });
  });

  it('what tells nothing to nobody is not called a kind of server: it may be the one that was asked for, behind a proxy', async () => {
    const { address, stop } = await site((_request, response) =>
      response.writeHead(401, { 'content-type': 'text/plain' }).end('401 Unauthorized'),
    );
    expect(await probe('tiled', address)).toMatchObject({ ok: false, error: { code: 'tiled.notTiled' } });
    expect(await probe('tiledb', address)).toMatchObject({ ok: true });
    await stop();
  });

  it('no other kind asks over plain http before that was accepted', async () => {
    const { driver } = new Lab();
    const asked: string[] = [];
    const kind = (name: string, plainHttp: boolean, known: boolean): ServerDriver => ({
      ...driver,
      description: { ...driver.description, kind: name },
      parseAddress: (text) => ok({ address: text, secret: null, suggestedLabel: '', plainHttp }),
      probe: async (ctx, address) => {
        asked.push(name);
        return known ? driver.probe(ctx, address) : fail(`${name}.not`, 'Not here.');
      },
    });
    const own = await startTestApp({ drivers: [kind('secure', false, false), kind('plain', true, true)] });
    // Of a scheme that no kind of ours takes.
    const call = { kind: 'secure', address: 'lab://lab.test', caFile: null };
    expect(await own.client.call('profile.probe', { ...call, acceptPlainHttp: false })).toMatchObject({ error: { code: 'secure.not' } });
    expect(asked).toEqual(['secure']);
    expect(await own.client.call('profile.probe', { ...call, acceptPlainHttp: true })).toMatchObject({
      error: { code: 'profile.otherKind' },
    });
    await own.close();
  });
});
