import { defineConfig } from '@playwright/test';
import main from './playwright.config';

/** `npm run pictures`: walks through all screens and writes docs/screenshots (or the folder in TESSERA_PICTURES). */
export default defineConfig({ ...main, testMatch: '*.shots.ts', outputDir: '../out/pictures' });
