import { request } from 'node:http';
import type { LaunchedApp } from '../runtime/chromium/testing';
import { keyState, STATE_WORDS } from '../src/domain/key-state';
import type { KeyView } from '../src/domain/views';
import { demoServer, must, type Step } from './main-job';

interface Answer {
  readonly ok: boolean;
  readonly value: unknown;
}

/** The third act: every state of a key at once, and the demo's time moved by a week. Follows the other two. */
export function everyState(app: LaunchedApp): readonly Step[] {
  const { page } = app;
  const ask = async <T>(method: string, args: object): Promise<T> => {
    const answer = (await page.evaluate(
      ([name, values]) =>
        (window as unknown as { tessera: { invoke(m: string, a: object): Promise<unknown> } }).tessera.invoke(
          name as string,
          values as object,
        ),
      [method, args] as const,
    )) as Answer;
    must(answer.ok, `${method} failed`);
    return answer.value as T;
  };
  const none = { label: '', owner: '', note: '' };
  const states = async (): Promise<readonly string[]> => {
    const { keys } = await ask<{ keys: readonly KeyView[] }>('app.snapshot', {});
    return keys.map((key) => STATE_WORDS[keyState(key, Date.now()).state]);
  };
  return [
    {
      says: 'Every state of a key at once: one is ended behind our back, one is of a server that is never asked',
      picture: 'every-state',
      does: async () => {
        const cloud = await demoServer(page, 'Demo TileDB Cloud');
        const { profiles } = await ask<{ profiles: readonly { id: string; label: string }[] }>('app.snapshot', {});
        const idOf = (label: string): string => profiles.find((p) => p.label === label)?.id ?? '';
        const fields = { name: 'ended-elsewhere', lifetime: '86400', scopes: 'array:read', workspace: '' };
        await ask('keys.create', { profileId: idOf('Demo TileDB Cloud'), fields, local: none });
        await ask('keys.create', {
          profileId: idOf('Demo LabKey'),
          fields: { description: 'Made here' },
          local: none,
        });
        must((await revokeElsewhere(cloud, 'ended-elsewhere')) === 204, 'the token could not be ended elsewhere');
        const other = {
          kind: 'other',
          address: 'data.example.org',
          label: 'A server of another kind',
          note: '',
          caFile: null,
          plainHttpAccepted: false,
        };
        const { profileId } = await ask<{ profileId: string }>('profile.add', other);
        await ask('keys.hold', { profileId, keyId: null, secret: { typed: 'any-text-will-do' }, fields: { name: 'Archive' }, local: none });
        await ask('keys.refresh', { profileId: null });
        const seen = await states();
        for (const word of Object.values(STATE_WORDS)) must(seen.includes(word), `no key is shown as "${word}"`);
        await page
          .getByRole('columnheader', { name: /^State/ })
          .getByRole('button')
          .first()
          .click();
        return Object.values(STATE_WORDS)
          .map((word) => `${seen.filter((w) => w === word).length} ${word}`)
          .join('; ');
      },
    },
    {
      says: 'A week later',
      picture: 'a-week-later',
      does: async () => {
        const entry = (name: string) => page.getByRole('navigation').getByRole('button', { name });
        /** What the sidebar calls for: warnings that are only good to know are on the page and not in its number. */
        const calling = async (): Promise<number> => {
          const { notices } = await ask<{ notices: readonly { urgency: string }[] }>('app.snapshot', {});
          const count = notices.filter((n) => n.urgency !== 'info').length;
          await entry(`Warnings ${count}`).waitFor();
          return count;
        };
        const before = await calling();
        await ask('demo.moveTime', { ms: 7 * 86_400_000 });
        const after = await calling();
        must(after > before, 'a week brings no warning');
        await entry(`Warnings ${after}`).click();
        await page.getByRole('heading', { name: 'Warnings' }).first().waitFor();
        return `${after} beside Warnings in the sidebar; it was ${before}.`;
      },
    },
  ];
}

/** What a colleague would do in the console: ends a token of the v1 server by its name. Answers the status. */
function revokeElsewhere(
  server: { readonly address: string; readonly user: string; readonly password: string },
  name: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${server.address}/v1/tokens/${name}`, {
      method: 'DELETE',
      auth: `${server.user}:${server.password}`,
      timeout: 5_000,
    });
    call.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on('timeout', () => call.destroy(new Error('The server did not answer within 5 s')));
    call.on('error', reject);
    call.end();
  });
}
