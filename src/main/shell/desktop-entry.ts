/**
 * The entry by which a Linux desktop starts Tessera at login. Sources: Desktop Entry Specification 1.5 (quoting in `Exec`, escapes in
 * strings), Desktop Application Autostart Specification 0.5 (`Hidden`).
 */

/** Characters that an argument of `Exec` may only have between quotes. */
const RESERVED = /[\s"'\\><~|&;$*?#()`]/;

/** One argument of `Exec`; null where the format cannot hold it. */
function quoted(argument: string): string | null {
  if (hasControl(argument) || argument === '') return null;
  // A per cent sign begins a field code; doubled, it is itself.
  const plain = argument.replaceAll('%', '%%');
  return RESERVED.test(plain) ? `"${plain.replace(/["`$\\]/g, '\\$&')}"` : plain;
}

const hasControl = (text: string): boolean => [...text].some((c) => c < ' ' || c === '\x7f');

/** A value of type string: the backslash is doubled once more. */
const stringValue = (text: string): string => text.replaceAll('\\', '\\\\');

/** The `Exec` value for a command; null where the format cannot hold one of its words (a line break in a path). */
export function execValue(command: readonly string[]): string | null {
  const [program = ''] = command;
  // A name before an equals sign would be taken for a variable.
  if (program.includes('=')) return null;
  const words = command.map(quoted);
  return words.includes(null) ? null : stringValue(words.join(' '));
}

/** The whole entry; null where the format cannot hold the command. */
export function desktopEntry(command: readonly string[]): string | null {
  const exec = execValue(command);
  if (exec === null) return null;
  const [program = ''] = command;
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.5',
    'Name=Tessera',
    'Comment=Warns before the keys of data servers end',
    // A desktop passes over the entry of a program that is no longer there.
    `TryExec=${stringValue(program)}`,
    `Exec=${exec}`,
    'Icon=tessera',
    'Terminal=false',
    'StartupNotify=false',
    '',
  ].join('\n');
}

/** `on`: a desktop starts this command by it. `elsewhere`: it starts another one. `off`: it is switched off in the file. */
export type EntryState = 'on' | 'off' | 'elsewhere';

/** What an entry that is there does. Desktops switch one off by `Hidden`, GNOME also by a key of its own. */
export function entryState(text: string, command: readonly string[]): EntryState {
  const values = valuesOf(text);
  if (values.get('Hidden') === 'true' || values.get('X-GNOME-Autostart-enabled') === 'false') return 'off';
  const exec = values.get('Exec');
  if (exec === undefined) return 'off';
  return exec === execValue(command) ? 'on' : 'elsewhere';
}

/** The program without which a desktop passes over the entry; null where it names none. */
export function entryProgram(text: string): string | null {
  return valuesOf(text).get('TryExec')?.replaceAll('\\\\', '\\') ?? null;
}

function valuesOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let group = '';
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\[(.+)\]\s*$/.exec(line);
    if (heading) group = heading[1] ?? '';
    const pair = /^([A-Za-z0-9-]+)\s*=\s*(.*)$/.exec(line);
    if (pair?.[1] !== undefined && group === 'Desktop Entry' && !values.has(pair[1])) values.set(pair[1], (pair[2] ?? '').trimEnd());
  }
  return values;
}
