import { fail, type Result } from '../result';

/** A variable with the very text that it shall have. The text may be a mask or the SECRET placeholder where the result is only shown. */
export interface Assignment {
  readonly name: string;
  readonly value: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Names that a shell or the loader of programs acts upon, or that shells keep read-only. A key written there breaks the session, or runs
 * something; nobody means it.
 */
const TAKEN = new Set(
  (
    'PATH HOME USER LOGNAME SHELL PWD OLDPWD TERM IFS ENV BASH_ENV PS1 PS2 PS3 PS4 PROMPT_COMMAND SHELLOPTS BASHOPTS UID EUID PPID GID EGID ' +
    'LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH NODE_OPTIONS PYTHONPATH PYTHONSTARTUP PERL5LIB PERL5OPT ' +
    'FPATH CDPATH MANPATH ZDOTDIR EDITOR VISUAL PAGER TMPDIR COMSPEC PATHEXT SYSTEMROOT WINDIR PSMODULEPATH STATUS VERSION HISTORY _'
  ).split(' '),
);

/** A variable's name that every shell accepts and none gives a meaning of its own. Fails with `export.name`. */
export function checkName(name: string): Result<string> {
  if (!NAME.test(name)) {
    return fail(
      'export.name',
      'A variable name starts with a letter or underscore and has only letters A to Z, digits and underscores.',
      undefined,
      {
        field: 'name',
      },
    );
  }
  // Windows and tcsh compare without case or have lower-case twins ("path"), so the list holds in any case.
  if (TAKEN.has(name.toUpperCase())) {
    return fail('export.nameTaken', `${name} already has a meaning to shells and programs. Choose another name for the key.`, undefined, {
      field: 'name',
    });
  }
  return { ok: true, value: name };
}

/** What is wrong with a text as the value of an environment variable anywhere: a NUL ends it, half a surrogate pair has no UTF-8 form. */
export function checkValue(value: string): Result<string> {
  if (value.includes('\0')) return fail('export.value', 'The value holds a NUL character, which no environment variable can hold.');
  if (/\p{Surrogate}/u.test(value)) return fail('export.value', 'The value is not valid Unicode text, so it cannot be written exactly.');
  return { ok: true, value };
}

/**
 * The first control character other than those allowed, as `U+001B`, or null. A terminal's line editor acts on such characters when a line
 * is pasted, whatever the quotes around them: Tab completes, Escape starts a command, U+0003 interrupts.
 */
export function controlCharacter(value: string, allowed = ''): string | null {
  for (const c of value) {
    const code = c.codePointAt(0) ?? 0;
    const control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    if (control && !allowed.includes(c)) return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return null;
}
