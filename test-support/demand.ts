import { it } from 'vitest';

/** What a preparation answers: it is there, or one sentence that says why not. */
type Prepared = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** A test that fails in CI where programs of others cannot be made there; where a person's machine cannot make them, that is said loudly. */
export function demand(name: string, prepared: Prepared): void {
  if (prepared.ok) return;
  if (process.env.CI)
    it(`${name}`, () => {
      throw new Error(`Compulsory in CI, and not to be had here: ${name}: ${prepared.why}`);
    });
  else {
    console.error(`\n${'!'.repeat(80)}\nNOT TESTED with ${name}: ${prepared.why}\n${'!'.repeat(80)}\n`);
    it.skip(`${name}: ${prepared.why}`, () => {});
  }
}
