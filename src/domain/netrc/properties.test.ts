import { expect, it } from 'vitest';
import { checkFiles } from './properties';

it('what every edit promises holds on 2,000 files', () => {
  const tally = checkFiles(1, 2_000);
  expect(tally.files).toBe(2_000);
  // The promises must have been put to the test.
  expect(tally.set).toBeGreaterThan(700);
  expect(tally.reverted).toBeGreaterThan(250);
  expect(tally.removed).toBeGreaterThan(300);
  expect(Object.keys(tally.refused)).toEqual(
    expect.arrayContaining(['conflict-other-login', 'dangling-keyword', 'macdef-ambiguous', 'remove would-break-python']),
  );
}, 60_000);
