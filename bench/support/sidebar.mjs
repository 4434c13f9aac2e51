// @ts-check

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} Entry what the sidebar says of a server
 * @property {string} name
 * @property {string} words all that its entry says: name, account, state, number of keys
 * @property {number} keys
 */

/** @typedef {{keys: number} | {words: string}} Expected how many keys, or what the words match as a regular expression */

/**
 * Presses F5 and writes down when the sidebar first says of each server what is expected of it.
 * @param {Page} page
 * @param {Readonly<Record<string, Expected>>} expected by the server's name
 * @param {number} limitMs
 * @returns {Promise<{from: number, drawn: Record<string, number>}>} the key press in milliseconds since 1970; milliseconds after it
 * @throws where a server is not drawn as expected in time; names it and what is said of it
 */
export async function refreshDrawn(page, expected, limitMs) {
  await page.evaluate(`window.benchSidebar = ${readSidebar}`);
  const watch = await page.evaluateHandle(
    ([wanted, limit]) => {
      const entries = window.benchSidebar;
      const result = new Promise((resolve, reject) => {
        /** @type {Record<string, number>} */
        const drawn = {};
        let from = Number.NaN;
        const look = () => {
          if (Number.isNaN(from)) return;
          for (const { name, words, keys } of entries?.() ?? []) {
            const want = wanted[name];
            if (want === undefined || drawn[name] !== undefined) continue;
            if ('keys' in want ? keys === want.keys : new RegExp(want.words).test(words)) drawn[name] = performance.now() - from;
          }
          if (Object.keys(drawn).length < Object.keys(wanted).length) return;
          end();
          resolve({ from: performance.timeOrigin + from, drawn });
        };
        const observer = new MutationObserver(look);
        const nav = document.querySelector('nav');
        const pressed = (/** @type {KeyboardEvent} */ e) => {
          if (e.key === 'F5') from = e.timeStamp;
        };
        const late = setTimeout(() => {
          end();
          const missing = (entries?.() ?? []).filter(({ name }) => name in wanted && drawn[name] === undefined);
          reject(new Error(`not drawn in ${limit} ms: ${missing.map((e) => `${e.name}: ${e.words}, ${e.keys} keys`).join('; ')}`));
        }, limit);
        const end = () => {
          clearTimeout(late);
          observer.disconnect();
          removeEventListener('keydown', pressed, true);
        };
        addEventListener('keydown', pressed, true);
        if (nav) observer.observe(nav, { subtree: true, childList: true, characterData: true, attributes: true });
      });
      // Inside of an object, so that the answer to this script does not wait for it.
      return { result };
    },
    /** @type {const} */ ([expected, limitMs]),
  );
  await page.keyboard.press('F5');
  return /** @type {Promise<{from: number, drawn: Record<string, number>}>} */ (watch.evaluate(({ result }) => result));
}

/**
 * What is said of each server now, in the order of the sidebar.
 * @param {Page} page
 */
export const sidebar = (page) => page.evaluate(readSidebar);

/** Runs in the page. A server's name stands in the label of its menu as such; beside its words there is nothing that a word is mistaken for. */
function readSidebar() {
  return [...document.querySelectorAll('nav li[draggable="true"]')].map((item) => {
    const [button, menu] = item.querySelectorAll(':scope > button:first-of-type, button[aria-label$=": actions"]');
    return {
      name: menu?.getAttribute('aria-label')?.replace(/: actions$/, '') ?? '',
      words: button?.textContent ?? '',
      keys: Number(button?.lastElementChild?.textContent?.replaceAll(',', '')),
    };
  });
}

/**
 * Waits until the sidebar says something of each of the servers named.
 * @param {Page} page @param {readonly string[]} names @param {RegExp} words @param {number} limitMs
 * @returns {Promise<boolean>} false where it did not in time
 */
export async function untilSaid(page, names, words, limitMs) {
  const end = performance.now() + limitMs;
  for (;;) {
    const said = await sidebar(page);
    if (names.every((name) => said.some((e) => e.name === name && words.test(e.words)))) return true;
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
