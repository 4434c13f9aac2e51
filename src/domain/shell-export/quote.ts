import { fail, type Result } from '../result';
import { checkValue, controlCharacter } from './value';

/**
 * A value as one word of each shell. Each function answers a text that the shell reads back as exactly that value, or a failure with a
 * sentence; never a text that means something else.
 */

const refuse = (where: string, why: string) => fail('export.cannotQuote', `This value cannot be written safely for ${where}: ${why}`);

function pasteable(value: string, where: string, allowed = ''): Result<string> {
  const sound = checkValue(value);
  if (!sound.ok) return sound;
  const control = controlCharacter(value, allowed);
  if (control) return refuse(where, `it holds the control character ${control}, on which a terminal acts when the line is pasted.`);
  return sound;
}

/**
 * bash, zsh, dash: single quotes, inside which nothing is special. A quote itself leaves them as `'\''`, which holds under zsh's
 * RC_QUOTES too.
 *
 * With a newline in the value more care is needed: bash before 5 looks for history references line by line and forgets that a quote is
 * open. Then `!` goes outside as `\!`, and a `^` that would start a line gets an empty pair of quotes before it.
 */
export function quotePosix(value: string): Result<string> {
  const sound = pasteable(value, 'bash, zsh and dash', '\n');
  if (!sound.ok) return sound;
  let inner = value.replaceAll("'", "'\\''");
  if (value.includes('\n')) inner = inner.replaceAll('!', "'\\!'").replaceAll('\n^', '\n\'""\'^');
  return { ok: true, value: `'${inner}'` };
}

/** fish: single quotes with `\\` and `\'` as the only escapes. */
export function quoteFish(value: string): Result<string> {
  const sound = pasteable(value, 'fish', '\n');
  if (!sound.ok) return sound;
  return { ok: true, value: `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` };
}

/**
 * tcsh: history references act inside single quotes too, and a newline there must be escaped. Quotes, backslashes and `!` stand outside
 * the quotes, each behind a backslash, which reads the same with and without `set backslash_quote`.
 */
export function quoteTcsh(value: string): Result<string> {
  const sound = pasteable(value, 'tcsh', '\n');
  if (!sound.ok) return sound;
  return { ok: true, value: `'${value.replace(/['\\!]/g, "'\\$&'").replaceAll('\n', '\\\n')}'` };
}

/**
 * PowerShell: single-quoted text is literal; U+2018 to U+201B end it as the ASCII quote does, and each stands for itself when doubled
 * (about_Quoting_Rules; language specification 2.3.5.2). Control characters are joined on as `[char]N`, since what a paste makes of a line
 * break differs between consoles.
 */
export function quotePowerShell(value: string): Result<string> {
  const sound = checkValue(value);
  if (!sound.ok) return sound;
  if (value === '') return refuse('PowerShell', 'an empty value removes the variable there.');
  if (value.length > 32_766) return refuse('PowerShell', 'Windows takes at most 32,766 characters in a variable.');
  const doubled = value.replace(/['\u2018-\u201b]/g, '$&$&');
  let out = "'";
  for (const c of doubled) {
    const control = controlCharacter(c);
    out += control ? `' + [char]${c.codePointAt(0)} + '` : c;
  }
  return { ok: true, value: `${out}'` };
}

/** The longest line that cmd takes, in characters. */
const CMD_LINE = 8191;

/**
 * cmd: the part between `set "` and the last `"`. Inside quotes `& | < > ^ ( )` are literal; `%` starts a variable and has no escape at
 * the prompt, `!` does under delayed expansion, a quote ends the protection, and `/?` asks for help.
 */
export function cmdAssignment(name: string, value: string): Result<string> {
  const sound = pasteable(value, 'cmd');
  if (!sound.ok) return sound;
  if (value === '') return refuse('cmd', 'an empty value removes the variable there.');
  const bad = /[%!"]/.exec(value)?.[0];
  if (bad) return refuse('cmd', `it holds the character ${bad}, which cmd would interpret. Use PowerShell instead.`);
  if (value.includes('/?')) return refuse('cmd', 'it holds "/?", which cmd takes as a request for help. Use PowerShell instead.');
  const line = `set "${name}=${value}"`;
  if (line.length > CMD_LINE)
    return refuse('cmd', `the line would be longer than the ${CMD_LINE} characters that cmd takes. Use PowerShell instead.`);
  return { ok: true, value: line };
}

/**
 * dotenv: no standard exists, so only what all common readers take alike. Single quotes are literal everywhere, except that python-dotenv
 * reads `\\` and `\'` in them as escapes and expands `${NAME}` even there, and that most know no escape for the quote itself. A value with a single
 * quote goes into double quotes when it holds nothing that is special there.
 */
export function quoteDotenv(value: string): Result<string> {
  const sound = pasteable(value, 'a dotenv file');
  if (!sound.ok) return sound;
  if (value.includes('${')) return refuse('a dotenv file', 'it holds "${", which some readers replace even inside quotes.');
  if (value.includes("'")) {
    if (/["\\$`]/.test(value))
      return refuse('a dotenv file', 'it mixes quotes with other special characters, and the readers disagree about those.');
    return { ok: true, value: `"${value}"` };
  }
  if (/\\\\|\\$/.test(value)) return refuse('a dotenv file', 'its backslashes are read differently by different programs.');
  return { ok: true, value: `'${value}'` };
}
