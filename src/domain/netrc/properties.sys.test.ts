import { expect, it } from 'vitest';
import { checkFiles } from './properties';

it('what every edit promises holds on 12,000 more files', () => {
  const tally = checkFiles(100_000, 12_000);
  expect(tally.files).toBe(12_000);
  expect(tally.set).toBeGreaterThan(4_000);
  expect(tally.reverted).toBeGreaterThan(1_500);
  expect(tally.removed).toBeGreaterThan(2_000);
}, 300_000);
