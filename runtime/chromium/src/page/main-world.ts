import { createBridge } from './bridge';
import { HANDSHAKE, isEmptyDocument } from './wire';

/**
 * Runs in the page's own world before its first script, and before the isolated world's script: it waits for the element that the
 * isolated world hands over, once. Frames have no preload here, as sandboxed frames have none in Electron by default.
 */
if (self === top && !isEmptyDocument(location.href)) {
  const { defineProperty } = Object;
  const relatedTarget = Object.getOwnPropertyDescriptor(MouseEvent.prototype, 'relatedTarget')?.get as (this: Event) => EventTarget | null;
  const open = (channel: EventTarget): void => {
    createBridge(channel, 'main', 'isolated', (key, value) => {
      if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
      defineProperty(window, key, { value, writable: false, configurable: false, enumerable: true });
    });
  };
  const onHandshake = (event: Event): void => {
    document.removeEventListener(HANDSHAKE, onHandshake, true);
    event.stopImmediatePropagation();
    const channel = relatedTarget.call(event);
    if (channel) open(channel);
  };
  document.addEventListener(HANDSHAKE, onHandshake, true);

  // A refused window.open answers null in Electron. Chromium would show the window for an instant before it is closed.
  const dispatch = EventTarget.prototype.dispatchEvent;
  const target = document;
  const { apply } = Reflect;
  const EventCtor = CustomEvent;
  const text = String;
  const refuse = function open(url?: unknown, name?: unknown, features?: unknown): null {
    let absolute = 'about:blank';
    try {
      absolute = url === undefined || url === '' ? absolute : new URL(text(url), document.baseURI).href;
    } catch {
      throw new DOMException(
        `Failed to execute 'open' on 'Window': Unable to open a window with invalid URL '${text(url)}'.`,
        'SyntaxError',
      );
    }
    const detail = { url: absolute, name: text(name ?? ''), features: text(features ?? '') };
    apply(dispatch, target, [new EventCtor(`${HANDSHAKE}:open`, { detail })]);
    return null;
  };
  defineProperty(window, 'open', { value: refuse, writable: true, configurable: true, enumerable: true });
}
