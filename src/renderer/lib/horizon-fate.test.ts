import { describe, expect, it } from 'vitest';
import { makeRows } from '../../../test-support/renderer/rows';
import { makeScene, NOW } from '../../../test-support/renderer/scene';
import { DAY, HOUR } from '../../domain/time';
import { fatesAt } from './horizon-fate';
import { fateSentence, tally } from './horizon-fate-words';

const scene = makeScene();
const rows = makeRows(scene.keys, scene.profiles, NOW);

describe('what becomes of keys until a moment', () => {
  it('is counted: each key has one fate, and later moments only kill', () => {
    let died = 0;
    for (const days of [0, 1, 10, 45, 400]) {
      const { lives, dies, unsure, dead } = tally(rows, fatesAt(NOW + HOUR + days * DAY));
      expect(lives + dies + unsure + dead).toBe(rows.length);
      expect(dies).toBeGreaterThanOrEqual(died);
      died = dies;
    }
    expect(died).toBeGreaterThan(15);
  });
  it('is said in one sentence', () => {
    const say = (lives: number, dies: number, unsure: number) => fateSentence({ lives, dies, unsure, dead: 7 }, 'Mon 23 Nov, 08:00');
    expect(say(17, 4, 2)).toBe('4 of 23 keys will not make it to Mon 23 Nov, 08:00; 2 cannot be told.');
    expect(say(0, 1, 0)).toBe('1 of 1 key will not make it to Mon 23 Nov, 08:00.');
    expect(say(20, 0, 3)).toBe('20 of 23 keys will make it to Mon 23 Nov, 08:00; 3 cannot be told.');
    expect(say(1_200, 0, 0)).toBe('All 1,200 keys will make it to Mon 23 Nov, 08:00.');
    expect(say(1, 0, 0)).toBe('The key will make it to Mon 23 Nov, 08:00.');
    expect(say(0, 0, 0)).toBe('None of these keys is of use even now.');
  });
});
