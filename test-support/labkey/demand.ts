import { it } from 'vitest';
import type { Prepared } from './prepare';

/** A test that fails in CI where a client cannot be made there; where a person's machine cannot make one, that is said loudly. */
export function demand(name: string, prepared: Prepared<unknown>): void {
  if (prepared.ok) return;
  if (process.env.CI)
    it(`${name}`, () => {
      throw new Error(`${name} is compulsory in CI and cannot be made here: ${prepared.why}`);
    });
  else {
    console.error(`\n${'!'.repeat(80)}\nNOT TESTED with ${name}: ${prepared.why}\n${'!'.repeat(80)}\n`);
    it.skip(`${name}: ${prepared.why}`, () => {});
  }
}
