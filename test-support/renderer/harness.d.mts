import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { SceneOptions } from './scene';

export type { Browser, Page };

export interface ServedWindow {
  readonly origin: string;
  url(scene?: SceneOptions): string;
  close(): Promise<void>;
}
export declare const CSP: string;
export declare function serveWindow(root?: string): Promise<ServedWindow>;
export declare function launchBrowser(): Promise<Browser>;
export interface OpenOptions {
  readonly scene?: SceneOptions;
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly forcedColors?: 'none' | 'active';
  readonly reducedMotion?: 'reduce' | 'no-preference';
}
export declare function openScene(
  browser: Browser,
  served: ServedWindow,
  options?: OpenOptions,
): Promise<{ page: Page; context: BrowserContext; faults: string[] }>;
