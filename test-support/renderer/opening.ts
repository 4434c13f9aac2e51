import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Browser, launchBrowser, type OpenOptions, openScene, type Page, type ServedWindow, serveWindow } from './harness.mjs';

/** The built window for one file of tests: built and served once, opened anew by each test, and what a page did wrong fails the test. */

/**
 * Called once at the top of a file. The answer opens a scene; it is closed after the test, which fails if anything in it threw or was
 * refused by the content policy.
 */
export function windowForTests(): (options?: OpenOptions) => Promise<Page> {
  let served: ServedWindow;
  let browser: Browser;
  let opened: Awaited<ReturnType<typeof openScene>> | null = null;
  beforeAll(async () => {
    [served, browser] = await Promise.all([serveWindow(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });
  afterEach(async () => {
    const faults = opened?.faults ?? [];
    await opened?.context.close();
    opened = null;
    expect(faults).toEqual([]);
  });
  return async (options = {}) => {
    opened = await openScene(browser, served, options);
    return opened.page;
  };
}

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(
    within: string | Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
}

/** Rule and element of everything that axe finds; in the whole page by all its rules, unless a part or some of them are named. */
export async function axeFindings(page: Page, { within, rules }: { within?: string; rules?: readonly string[] } = {}): Promise<string[]> {
  // As a text to evaluate: the page's policy would refuse a script element, and is not to be loosened for a test.
  await page.evaluate(axeSource);
  return page.evaluate(
    async ([part, only]) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      const { violations } = await axe.run(part ?? document, only ? { runOnly: { type: 'rule', values: only } } : {});
      return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary?.split('\n')[1] ?? ''}`));
    },
    [within, rules] as const,
  );
}

export interface Screen {
  readonly name: string;
  readonly options?: OpenOptions;
  /** How a person comes there from the start. */
  readonly act?: (page: Page) => Promise<unknown>;
}

/** One test for each screen in light and in dark: axe finds nothing, without exceptions. */
export function axeFindsNothing(open: (options: OpenOptions) => Promise<Page>, screens: readonly Screen[]): void {
  for (const theme of ['light', 'dark'] as const)
    for (const { name, options, act } of screens)
      it(`finds nothing: ${name}, ${theme}`, async () => {
        const page = await open({ ...options, theme });
        await act?.(page);
        expect(await axeFindings(page)).toEqual([]);
      });
}
