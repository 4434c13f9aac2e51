import { app, type Session, type WebContents } from 'electron';
import { isOurs } from './ipc-main';
import { ORIGIN } from './pages';

/** All permissions denied, all network of the page blocked except its own files, no spellcheck (it could send words out). */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, callback) =>
    callback({ cancel: !isOurs(details.url, ORIGIN) && !details.url.startsWith('data:image/') }),
  );
}

/** No navigation, no new windows, no webviews; a link that the page wants opened goes through the allow-list. */
export function guardContents(openLink: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(({ url }) => {
      openLink(url);
      return { action: 'deny' };
    });
    contents.on('will-navigate', (event) => {
      if (!isOurs(event.url, ORIGIN)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/**
 * Command-line switches that would open the app to others. Chromium has read them before our code runs, so a packaged app that was started
 * with one does not start.
 */
const FORBIDDEN = [
  'inspect',
  'inspect-brk',
  'inspect-port',
  'remote-debugging-port',
  'remote-debugging-pipe',
  'js-flags',
  'load-extension',
];

export function forbiddenSwitch(argv: readonly string[]): string | null {
  return argv.map((a) => /^--([a-z-]+)/.exec(a)?.[1]).find((name) => name !== undefined && FORBIDDEN.includes(name)) ?? null;
}
