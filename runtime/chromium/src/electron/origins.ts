/**
 * Chromium loads no scheme of ours, so each `app://host` of the app lives at `https://host.app.internal`: a secure context of its own,
 * answered by us and by nobody else (no name resolves in this Chromium). This is the only place that knows.
 */
const suffix = '.internal';

/** The URL by which Chromium knows an address of the app; others pass unchanged. */
export function toChromium(url: string, schemes: ReadonlySet<string>): string {
  const found = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url);
  const scheme = found?.[1]?.toLowerCase();
  if (!found || !scheme || !schemes.has(scheme)) return url;
  return `https://${found[2]?.toLowerCase() ?? ''}.${scheme}${suffix}${found[3] === '' ? '/' : found[3]}`;
}

/** The app's own URL for one that Chromium reports; others pass unchanged. */
export function toElectron(url: string): string {
  const found = /^https:\/\/([^/?#:]+)\.([a-z][a-z0-9+-]*)\.internal(.*)$/.exec(url);
  return found ? `${found[2]}://${found[1]}${found[3]}` : url;
}
