import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * Main is ESM; the preload is one CommonJS file, because a sandboxed preload can be nothing else. Everything but keytar is bundled:
 * what runs is what the lock file pinned, and start-up reads few files.
 */
export default defineConfig({
  main: {
    build: {
      target: 'node20',
      minify: 'oxc',
      externalizeDeps: true,
      rolldownOptions: { input: { index: 'src/main/index.ts' }, external: ['keytar', 'electron'] },
    },
  },
  preload: {
    build: {
      target: 'node20',
      minify: 'oxc',
      isolatedEntries: true,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    base: './',
    plugins: [react()],
    build: {
      target: 'chrome120',
      minify: 'oxc',
      cssMinify: true,
      // The files are on this disk: fetching a part's parts ahead wins nothing, and its list is paid for at each start.
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
});
