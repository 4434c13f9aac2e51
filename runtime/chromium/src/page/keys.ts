import type { Accelerator } from './wire';

/**
 * Chromium's own shortcuts, which an app window of Electron does not have: new window and tab, close, reload, print, save, find, zoom,
 * history, developer tools. With a menu in place they would act beside it.
 */
const browserKeys = new Set([
  'n',
  't',
  'w',
  'r',
  'p',
  's',
  'o',
  'u',
  'j',
  'h',
  'd',
  'f',
  'g',
  'e',
  'k',
  'l',
  '+',
  '=',
  '-',
  '0',
  'F4',
  'F5',
  'Tab',
  'PageUp',
  'PageDown',
]);
const shiftKeys = new Set(['n', 't', 'w', 'i', 'j', 'c', 'o', 'b', 'm', 'r', 'a', 'd', 'Delete', 'F5', 'Tab', '+', 'g']);
const bareKeys = new Set([
  'F1',
  'F3',
  'F5',
  'F6',
  'F7',
  'F11',
  'F12',
  'BrowserBack',
  'BrowserForward',
  'BrowserRefresh',
  'BrowserHome',
  'BrowserSearch',
]);
const altKeys = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'd', 'e', 'f']);

const plain = (event: KeyboardEvent): string => (event.key.length === 1 ? event.key.toLowerCase() : event.key);

/** Whether Chromium would take this key for itself. */
export function isBrowserShortcut(event: KeyboardEvent, mac: boolean): boolean {
  const key = plain(event);
  const main = mac ? event.metaKey : event.ctrlKey;
  if (main && !event.altKey) return (event.shiftKey ? shiftKeys : browserKeys).has(key);
  if (event.altKey && !event.ctrlKey && !event.metaKey) return altKeys.has(key);
  return bareKeys.has(key);
}

/** The menu item whose accelerator this key press is. Letters match by the key's own letter where another layout is in use. */
export function matchAccelerator(event: KeyboardEvent, list: readonly Accelerator[]): Accelerator | null {
  const key = plain(event);
  const latin = /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase() ?? /^Digit([0-9])$/.exec(event.code)?.[1];
  const isAscii = key.length > 1 || key.charCodeAt(0) < 128;
  for (const item of list) {
    const sameKey = item.key === key || ((!isAscii || event.shiftKey) && item.key === latin);
    const same = item.ctrl === event.ctrlKey && item.alt === event.altKey && item.meta === event.metaKey;
    // Symbols such as "+" need Shift on many layouts; the accelerator names the symbol only.
    const shiftFits = item.shift === event.shiftKey || (item.key === key && key.length === 1 && !/[a-z0-9]/.test(key));
    if (sameKey && same && shiftFits) return item;
  }
  return null;
}
