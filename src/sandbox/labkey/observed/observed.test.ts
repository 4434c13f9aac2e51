import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXCEPTIONS, exceptionTo } from './exceptions';
import { OBSERVED_RELEASES, type Observation, type ObservedRelease, observationsOf } from './observation';
import { Replay } from './replay';

function sectionsOf(observations: readonly Observation[]): readonly (readonly [string, readonly Observation[]])[] {
  const names = [...new Set(observations.map(({ section }) => section))];
  return names.map((name) => [name, observations.filter(({ section }) => section === name)]);
}

const replayed = (release: ObservedRelease): readonly Observation[] =>
  observationsOf(release).filter((observation) => exceptionTo(release, observation)?.leavesOut !== 'request');

describe.each(OBSERVED_RELEASES)('%s', (release) => {
  let replay: Replay;
  beforeAll(() => {
    replay = new Replay(release);
  });
  afterAll(() => replay.stop());

  describe.each(sectionsOf(replayed(release)))('%s', (_, observations) => {
    it.each(observations.map((observation) => [observation.title, observation] as const))('%s', async (_title, observation) => {
      const found = await replay.ask(observation);
      expect(found, found.join('\n')).toEqual([]);
    });
  });
});

describe('the exceptions', () => {
  it('leave so many requests to be replayed, and so few out', () => {
    const counts = OBSERVED_RELEASES.map((release) => [release, [replayed(release).length, observationsOf(release).length]]);
    expect(Object.fromEntries(counts)).toEqual({
      '24.1.2': [135, 135],
      '24.2.0': [156, 156],
      '24.3.11': [391, 392],
      '24.7.0': [131, 131],
      '24.7.1': [238, 238],
      '24.10.0': [159, 159],
      '24.11': [329, 331],
    });
  });

  it('each name recorded requests, and say why', () => {
    const named = OBSERVED_RELEASES.flatMap((release) => observationsOf(release).flatMap((o) => exceptionTo(release, o) ?? []));
    expect(named).toHaveLength(EXCEPTIONS.flatMap(({ releases }) => releases).length);
    expect(named).toHaveLength(6);
    for (const { why } of EXCEPTIONS) expect(why).toMatch(/\w.*\.$/);
  });
});

describe('the comparison', () => {
  it('tells neighbouring releases apart by what they answer to a wrong key', async () => {
    const replay = new Replay('24.7.0', '24.7.1');
    try {
      const differing: string[] = [];
      for (const observation of replayed('24.7.0').filter(({ section }) => section.startsWith('4 '))) {
        const found = await replay.ask(observation);
        if (found.some((line) => line.startsWith('status'))) differing.push(observation.title);
      }
      expect(differing).toEqual([
        'whoAmI with wrong key',
        'public page with wrong key',
        'static file with wrong key',
        'unknown action with wrong key',
      ]);
    } finally {
      await replay.stop();
    }
  });
});
