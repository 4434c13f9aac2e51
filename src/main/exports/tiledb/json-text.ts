/**
 * Changes to the text of a JSON object that leave every other character as it is: indent, order, numbers beyond what a double holds, keys that
 * nobody here knows. Paths lead through objects only. The text must be valid JSON with an object at its top.
 */

interface Member {
  readonly key: string;
  /** Offsets into the text: the key's first quote, the end of the key, the value's first character, the end of the value. */
  readonly at: number;
  readonly keyEnd: number;
  readonly valueAt: number;
  readonly end: number;
}

interface ObjectText {
  readonly at: number;
  /** After the closing brace. */
  readonly end: number;
  readonly members: readonly Member[];
}

const BLANK = /\s/;

function pastBlank(text: string, at: number): number {
  let i = at;
  while (i < text.length && BLANK.test(text.charAt(i))) i += 1;
  return i;
}

/** The end of the string that begins here. */
function pastString(text: string, at: number): number {
  let i = at + 1;
  while (text.charAt(i) !== '"') i += text.charAt(i) === '\\' ? 2 : 1;
  return i + 1;
}

/** The end of the value that begins here. */
function pastValue(text: string, at: number): number {
  const first = text.charAt(at);
  if (first === '"') return pastString(text, at);
  let i = at;
  if (first !== '{' && first !== '[') {
    while (i < text.length && !/[\s,\]}]/.test(text.charAt(i))) i += 1;
    return i;
  }
  for (let depth = 0; ; ) {
    const c = text.charAt(i);
    if (c === '"') {
      i = pastString(text, i);
      continue;
    }
    if (c === '{' || c === '[') depth += 1;
    if (c === '}' || c === ']') depth -= 1;
    i += 1;
    if (depth === 0) return i;
  }
}

function objectAt(text: string, at: number): ObjectText {
  const members: Member[] = [];
  let i = pastBlank(text, at + 1);
  while (text.charAt(i) === '"') {
    const keyEnd = pastString(text, i);
    const valueAt = pastBlank(text, pastBlank(text, keyEnd) + 1);
    const end = pastValue(text, valueAt);
    members.push({ key: String(JSON.parse(text.slice(i, keyEnd))), at: i, keyEnd, valueAt, end });
    i = pastBlank(text, end);
    if (text.charAt(i) === ',') i = pastBlank(text, i + 1);
  }
  return { at, end: i + 1, members };
}

const rootOf = (text: string): ObjectText => objectAt(text, pastBlank(text, 0));

/** The object that holds the path's last step; null where there is none. */
function holderOf(text: string, path: readonly string[]): ObjectText | null {
  let holder = rootOf(text);
  for (const key of path.slice(0, -1)) {
    const member = holder.members.findLast((m) => m.key === key);
    if (!member || text.charAt(member.valueAt) !== '{') return null;
    holder = objectAt(text, member.valueAt);
  }
  return holder;
}

const memberAt = (text: string, path: readonly string[]): Member | undefined =>
  holderOf(text, path)?.members.findLast((m) => m.key === path.at(-1));

/** The line, from 1, on which a path's key stands; null where it does not. */
export function lineOf(text: string, path: readonly string[]): number | null {
  const member = memberAt(text, path);
  return member === undefined ? null : text.slice(0, member.at).split('\n').length;
}

/** True where a step of the path stands more than once in its object: which of them counts is the reader's affair. */
export function standsTwice(text: string, path: readonly string[]): boolean {
  return path.some((key, i) => (holderOf(text, path.slice(0, i + 1))?.members.filter((m) => m.key === key).length ?? 0) > 1);
}

/** The white space between lines of the document and one step of its indent, as the document has them; `unit` where it has none yet. */
function layoutOf(text: string, unit: string): { readonly eol: string; readonly unit: string } | null {
  const root = rootOf(text);
  const [first] = root.members;
  const gap = first === undefined ? text.slice(root.at + 1, root.end - 1) : text.slice(root.at + 1, first.at);
  const eol = gap.includes('\r\n') ? '\r\n' : '\n';
  if (first === undefined) return { eol, unit };
  return gap.includes('\n') ? { eol, unit: gap.slice(gap.lastIndexOf('\n') + 1) } : null;
}

/** The indent of the line in which this offset lies. */
function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Sets the value at a path to this JSON text; objects on the way that are missing are made. `unit`: one step of indent for a document that has none. */
export function setAt(text: string, path: readonly string[], value: string, unit: string): string {
  const [key, ...deeper] = path;
  if (key === undefined) return text;
  const holder = holderOf(text, path);
  if (holder === null) return setAt(setAt(text, path.slice(0, -1), '{}', unit), path, value, unit);
  const last = path.at(-1) ?? '';
  const member = holder.members.findLast((m) => m.key === last);
  if (member) return `${text.slice(0, member.valueAt)}${value}${text.slice(member.end)}`;
  const before = holder.members.at(-1);
  const name = JSON.stringify(last);
  if (before) {
    const previous = holder.members.at(-2);
    const gap = text.slice(previous === undefined ? holder.at + 1 : text.indexOf(',', previous.end) + 1, before.at);
    const colon = text.slice(before.keyEnd, before.valueAt);
    return `${text.slice(0, before.end)},${gap}${name}${colon}${value}${text.slice(before.end)}`;
  }
  const layout = layoutOf(text, unit);
  const indent = deeper.length === 0 ? '' : indentAt(text, holder.at);
  const inside = layout === null ? `${name}: ${value}` : `${layout.eol}${indent}${layout.unit}${name}: ${value}${layout.eol}${indent}`;
  return `${text.slice(0, holder.at)}{${inside}}${text.slice(holder.end)}`;
}

/** Takes the member at a path out, with its comma. */
export function removeAt(text: string, path: readonly string[]): string {
  const holder = holderOf(text, path);
  const i = holder?.members.findLastIndex((m) => m.key === path.at(-1)) ?? -1;
  const member = holder?.members[i];
  if (!holder || !member) return text;
  const [before, after] = [holder.members[i - 1], holder.members[i + 1]];
  if (before) return text.slice(0, before.end) + text.slice(member.end);
  if (after) return text.slice(0, member.at) + text.slice(after.at);
  return `${text.slice(0, holder.at)}{}${text.slice(holder.end)}`;
}
