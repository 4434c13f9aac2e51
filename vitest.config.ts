import { defineConfig } from 'vitest/config';

/**
 * Three projects: `unit` takes seconds and needs nothing from the system; `system` talks to real parts (gnome-keyring, shells, loopback
 * servers) and is named *.sys.test.ts; `real` starts real Tiled servers and the vendors' own clients, and is named *.real.test.ts.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout: 30_000,
          include: ['{src,runtime,tools,lint,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.sys.test.ts', '**/*.real.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'system',
          include: ['{src,runtime,tools}/**/*.sys.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'real',
          include: ['{src,tools}/**/*.real.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
