/** Longer texts are cut by the systems, each in its own way. */
const TITLE_LENGTH = 120;
const BODY_LENGTH = 400;

/**
 * A notification's words as a system may be given them. Names come from servers: no line breaks, no control characters, none that turn the
 * direction of what follows. On Linux a body may be read as markup (Desktop Notifications Specification: links and pictures too) and Electron
 * does not say whether it escapes it; so it has no angle brackets.
 */
export function announcedText(
  { title, body }: { readonly title: string; readonly body: string },
  platform: NodeJS.Platform,
): { readonly title: string; readonly body: string } {
  const clean = plain(body);
  return {
    title: clip(plain(title), TITLE_LENGTH),
    body: clip(platform === 'linux' ? clean.replaceAll('<', '‹').replaceAll('>', '›') : clean, BODY_LENGTH),
  };
}

const plain = (text: string): string =>
  text
    // Half a character, which no system's text holds.
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();

/** At most so many characters as a person counts them, the last an ellipsis where some are missing. */
export function clip(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
