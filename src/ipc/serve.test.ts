import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MethodName, methods } from './contract';
import { checkEvent, createServer, framesOf, type Handlers, type Mishap } from './serve';

const NAMES = Object.keys(methods) as MethodName[];

/** A server whose handlers only count. */
function counting(answer: unknown = { ok: true, value: null }) {
  const called: string[] = [];
  const mishaps: Mishap[] = [];
  const handlers = Object.fromEntries(
    NAMES.map((name) => [
      name,
      () => {
        called.push(name);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    ]),
  ) as unknown as Handlers;
  return {
    serve: createServer(
      handlers,
      () => 'request-1',
      (m) => mishaps.push(m),
    ),
    called,
    mishaps,
  };
}

/** Arguments that the contract takes, for some methods with a rich shape. */
const GOOD: Partial<Record<MethodName, Record<string, unknown>>> = {
  'app.snapshot': {},
  'profile.probe': { kind: 'tiled', address: 'https://tiled.example.org', caFile: null, acceptPlainHttp: false },
  'profile.signIn': { profileId: 'a', method: 'password', fields: { username: 'alice' }, secrets: { password: { typed: 'x' } } },
  'keys.create': { profileId: 'a', fields: { note: '' }, local: { label: '', owner: '', note: '' } },
  'keys.revoke': { keyIds: ['a'], acknowledged: true },
  'keys.reveal': { keyId: 'a' },
  'export.copy': { keyId: 'a', item: { kind: 'assignment', shell: 'posix' }, variable: '', withAddress: false },
  'machine.forgetEverything': { confirm: 'forget everything' },
};

const strange = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true, withSparseArray: true }),
  fc.constantFrom<unknown>(
    '',
    '__proto__',
    '../../etc',
    '\0',
    'x'.repeat(100_000),
    Number.NaN,
    -0,
    { toString: 1 },
    [[]],
    () => 1,
    Symbol('s'),
  ),
);

describe('calls to main', () => {
  it('takes what the contract says', async () => {
    for (const [name, args] of Object.entries(GOOD)) {
      const { serve, called } = counting();
      await serve(name, args);
      expect(called).toEqual([name]);
    }
  });

  it('refuses 10,000 malformed calls before any handler sees them', async () => {
    const { serve, called, mishaps } = counting();
    const good = Object.entries(GOOD) as [MethodName, Record<string, unknown>][];
    const spoiled = fc.oneof(
      // Any name with any arguments.
      fc.tuple(
        fc.oneof(strange, fc.constantFrom<unknown>('constructor', '__proto__', 'toString', 'hasOwnProperty', 'app', 'keys.')),
        strange,
      ),
      // A true name with strange arguments.
      fc.tuple(fc.constantFrom(...NAMES), strange),
      // True arguments with one property more, one less, or one of another type.
      fc
        .tuple(fc.constantFrom(...good), fc.string({ minLength: 1 }), strange)
        .map(([[name, args], extra, value]) => [name, { ...args, [`x${extra}`]: value }]),
      fc
        .tuple(fc.constantFrom(...good.filter(([, a]) => Object.keys(a).length > 0)), fc.nat())
        .map(([[name, args], n]) => [name, Object.fromEntries(Object.entries(args).filter((_, i, all) => i !== n % all.length))]),
      fc
        .tuple(
          fc.constantFrom(...good.filter(([, a]) => Object.keys(a).length > 0)),
          fc.nat(),
          fc.constantFrom<unknown>(1, null, undefined, [1], { a: 1 }),
        )
        .map(([[name, args], n, value]) => [name, { ...args, [Object.keys(args)[n % Object.keys(args).length] ?? '']: value }]),
    ) as fc.Arbitrary<[unknown, unknown]>;
    await fc.assert(
      fc.asyncProperty(spoiled, async ([name, args]) => {
        const valid = typeof name === 'string' && Object.hasOwn(methods, name) && methods[name as MethodName].args.safeParse(args).success;
        // What happens to be well-formed all the same is not malformed, and does not count.
        fc.pre(!valid);
        const answer = (await serve(name, args)) as { ok: boolean; error: { code: string; message: string } };
        expect(answer.ok).toBe(false);
        expect(answer.error.code).toMatch(/^ipc\.(unknownMethod|badArguments)$/);
      }),
      { numRuns: 10_000 },
    );
    expect(called).toEqual([]);
    expect(mishaps).toEqual([]);
  });

  it('never echoes an argument', async () => {
    const { serve } = counting();
    const answer = JSON.stringify(await serve('keys.reveal', { keyId: 'canary secret value!' }));
    expect(answer).not.toContain('canary');
  });
});

describe('answers of main', () => {
  it('an answer that carries more than the contract says does not leave', async () => {
    const { serve, mishaps } = counting({ ok: true, value: { keyId: 'a', secret: 'CANARY' } });
    const answer = await serve('keys.create', GOOD['keys.create']);
    expect(answer).toMatchObject({ ok: false, error: { code: 'ipc.mishap', requestId: 'request-1' } });
    expect(JSON.stringify([answer, mishaps])).not.toContain('CANARY');
    expect(mishaps).toMatchObject([{ method: 'keys.create', kind: 'badAnswer' }]);
  });

  it('a thrown error reaches the user as one message and the log without its text', async () => {
    const { serve, mishaps } = counting(new Error('CANARY in a message'));
    const answer = await serve('app.snapshot', {});
    expect(answer).toMatchObject({ ok: false, error: { code: 'ipc.mishap' } });
    expect(JSON.stringify([answer, mishaps])).not.toContain('CANARY');
    expect(mishaps[0]?.where).toMatch(/^Error \| at /);
  });

  it('a multi-line message does not slip into the frames', () => {
    expect(framesOf(new Error('first\n    at CANARY\nthird'))).not.toMatch(/CANARY|third|first/);
  });

  it('an event that breaks the contract does not leave', () => {
    expect(checkEvent('state.changed', { seq: 1, secret: 'x' } as never)).toBeNull();
    expect(checkEvent('state.changed', { seq: 1 })).toEqual({ value: { seq: 1 } });
  });
});

it('counts what a person types in code points, as the window does', async () => {
  const good = { keyId: 'a', local: { label: '🔑'.repeat(200), owner: '', note: '🔑'.repeat(2_000) } };
  expect(methods['keys.annotate'].args.safeParse(good).success).toBe(true);
  const long = { keyId: 'a', local: { label: '🔑'.repeat(201), owner: '', note: '' } };
  expect(methods['keys.annotate'].args.safeParse(long).success).toBe(false);
});
