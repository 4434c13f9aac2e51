import { describe, expect, it } from 'vitest';
import { must, mustFail } from '../common/testing';
import { redacted } from './call';
import { tiledb } from './index';
import { henryAt, READ_FOR_TEN_MINUTES } from './test-tools';

describe('what a server says', () => {
  it('is shown without anything that was sent in confidence', async () => {
    for (const generation of ['v1', 'v4'] as const) {
      const at = await henryAt({ generation });
      const token = at.sandbox.state.tokens[0]?.secret ?? '';
      for (const status of [400, 401, 403, 500]) {
        at.sandbox.fault({ fault: { kind: 'echo', status }, times: 9 });
        const said = [
          mustFail(await tiledb.list(at.ctx, at.profile, at.credential)),
          mustFail(await tiledb.create(at.ctx, at.profile, at.credential, READ_FOR_TEN_MINUTES)),
          mustFail(await tiledb.signIn(at.ctx, at.profile, 'password', { username: 'henry' }, { password: 'correct-horse-battery' })),
        ];
        at.sandbox.clearFaults();
        for (const secret of [
          token,
          token.slice(0, 20),
          token.slice(-20),
          'correct-horse',
          Buffer.from('henry:correct-horse-battery').toString('base64'),
        ])
          expect(JSON.stringify(said)).not.toContain(secret);
      }
    }
  });

  it('keeps words of its own that the address has, too', async () => {
    const at = await henryAt({ maximumTokens: 1 });
    must(await tiledb.create(at.ctx, at.profile, at.credential, READ_FOR_TEN_MINUTES));
    const problem = mustFail(await tiledb.create(at.ctx, at.profile, at.credential, READ_FOR_TEN_MINUTES));
    expect(problem.message).toContain('“maximum number of tokens reached”');
  });

  it('loses pieces of secrets, whatever looks like a token, and control characters', () => {
    expect(redacted('the password hunter22 is wrong', ['hunter22'])).toBe('the password ••• is wrong');
    expect(redacted('begins with correct-ho', ['correct-horse-battery'])).toBe('begins with •••');
    expect(redacted(`saw ${'x'.repeat(40)}`, [])).toBe('saw •••');
    expect(redacted('a\u0000b\u202Ec\nd', [])).toBe('a b c d');
    expect(redacted('word '.repeat(100), [])).toHaveLength(300);
  });
});
