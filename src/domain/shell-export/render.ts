import { type ExportVariable, SECRET, type Shell } from '../exports';
import { fail, ok, type Result } from '../result';
import { cmdAssignment, quoteDotenv, quoteFish, quotePosix, quotePowerShell, quoteTcsh } from './quote';
import { type Assignment, checkName } from './value';

/**
 * The variables with the secret in place. `secret` is the real value in main, the {@link SECRET} placeholder or a mask for a preview. The
 * secret goes in before quoting, never after: only so can the quotes be right.
 */
export function fillSecret(variables: readonly ExportVariable[], secret: string): readonly Assignment[] {
  return variables.map(({ name, value }) => ({
    name,
    // split and join, since the replacement text of replaceAll has a language of its own ("$&").
    value: value === 'secret' ? secret : value.text.split(SECRET).join(secret),
  }));
}

/** One line that sets and exports the variable in the given shell, without a line end. Fails with `export.name…` or `export.cannotQuote`. */
export function renderAssignment(shell: Shell, { name, value }: Assignment): Result<string> {
  const named = checkName(name);
  if (!named.ok) return named;
  const line = (word: Result<string>, before: string) => (word.ok ? ok(before + word.value) : word);
  switch (shell) {
    case 'posix':
      return line(quotePosix(value), `export ${name}=`);
    case 'fish':
      return line(quoteFish(value), `set -gx ${name} `);
    case 'tcsh':
      return line(quoteTcsh(value), `setenv ${name} `);
    case 'powershell':
      return line(quotePowerShell(value), `$env:${name} = `);
    case 'cmd':
      return cmdAssignment(name, value);
    case 'dotenv':
      return line(quoteDotenv(value), `${name}=`);
  }
}

/**
 * The block to paste: one line per variable, in order, joined by newlines, with none at the end (so that a paste waits for the person's
 * Enter). Fails when any one of them cannot be written, or when a name stands twice.
 */
export function renderBlock(shell: Shell, assignments: readonly Assignment[]): Result<string> {
  const lines: string[] = [];
  const names = new Set<string>();
  for (const assignment of assignments) {
    // Windows' variables have no case.
    const key = shell === 'cmd' || shell === 'powershell' ? assignment.name.toUpperCase() : assignment.name;
    if (names.has(key)) return fail('export.name', `The variable ${assignment.name} stands there twice.`, undefined, { field: 'name' });
    names.add(key);
    const line = renderAssignment(shell, assignment);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  return ok(lines.join('\n'));
}

/** {@link renderBlock} of an export's variables with the secret (or its mask) put in. */
export function renderExport(shell: Shell, variables: readonly ExportVariable[], secret: string): Result<string> {
  return renderBlock(shell, fillSecret(variables, secret));
}

/** What to call a shell in the window. */
export const SHELL_NAMES: Readonly<Record<Shell, string>> = {
  posix: 'bash, zsh, dash',
  fish: 'fish',
  tcsh: 'tcsh',
  powershell: 'PowerShell',
  cmd: 'cmd',
  dotenv: 'dotenv file',
};
