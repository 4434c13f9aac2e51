import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLabKeySandbox } from '../../sandbox/labkey';
import { startTiledSandbox } from '../../sandbox/tiled';
import { startTileDbSandbox } from '../../sandbox/tiledb';
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
    const site: HttpServer = createServer((_request, response) => response.end('<html>a bicycle shop</html>'));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    for (const [asked, code] of [
      ['tiled', 'tiled.notTiled'],
      ['labkey', 'labkey.notLabKey'],
      ['tiledb', 'tiledb.wrongHost'],
    ] as const)
      expect(await probe(asked, address)).toMatchObject({ ok: false, error: { code } });
    await new Promise((resolve) => site.close(resolve));
    expect(await probe('tiled', address)).toMatchObject({ ok: false, error: { code: 'http.refused' } });
  });
});
