import { defineConfig } from '@playwright/test';

/**
 * Every spec runs on whichever runtime is there; the fixture says which. A test has an app, a keyring and a server of its own, so that two
 * can run side by side.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.e2e.ts',
  outputDir: '../out/e2e',
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 8_000 },
  use: { actionTimeout: 8_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list']],
});
