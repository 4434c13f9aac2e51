import { type ExportVariable, SECRET, type Shell } from '../exports';
import { fail, ok, type Result } from '../result';
import { renderAssignment } from './render';
import { checkName } from './value';

/** A text that asks for the secret instead of holding it, so that neither the shell's history nor its process list sees it. */
export interface PromptedForm {
  /** Stable: `bash-zsh`, `posix`, `fish`, `tcsh`, `powershell7`, `powershell5`. */
  readonly id: string;
  /** "bash and zsh". */
  readonly label: string;
  readonly text: string;
  /** Plain sentences about what can go wrong. */
  readonly notes: readonly string[];
}

/**
 * The longest line, in bytes, that a terminal is sure to pass on whole: macOS's MAX_CANON is 1,024, Linux's 4,096, each with the line end.
 * fish and zsh read characters themselves and have no such limit.
 */
const SURE_LINE = 1_023;
/** Microsoft's documentation of Read-Host: "a limit of 1022 characters it can accept as input from a user". */
const READ_HOST = 1_022;

/**
 * The history-safe way to set an export's variables: the secret is asked for, the others are set as usual. No secret is needed to make it;
 * `secretLength` (characters of the secret, all ASCII in practice) only chooses notes. Fails for cmd and dotenv, which cannot ask, and when a text variable
 * holds the secret inside a longer text.
 */
export function renderPrompted(shell: Shell, variables: readonly ExportVariable[], secretLength = 0): Result<readonly PromptedForm[]> {
  if (shell === 'cmd') {
    return fail('export.cannotPrompt', 'cmd has no way to ask for a value without showing it. Use PowerShell, or an env file.');
  }
  if (shell === 'dotenv')
    return fail(
      'export.cannotPrompt',
      'A dotenv file is read by programs, so nothing can be asked for. Write the key to the file instead.',
    );
  const others: string[] = [];
  const secrets: string[] = [];
  for (const { name, value } of variables) {
    if (value === 'secret') {
      const named = checkName(name);
      if (!named.ok) return named;
      secrets.push(name);
      continue;
    }
    if (value.text.includes(SECRET))
      return fail('export.cannotPrompt', `${name} holds the key inside a longer text, which cannot be asked for.`);
    const line = renderAssignment(shell, { name, value: value.text });
    if (!line.ok) return line;
    others.push(line.value);
  }
  if (secrets.length === 0) return fail('export.cannotPrompt', 'None of the variables is a key.');
  return ok(
    FORMS[shell].map((form) => ({
      id: form.id,
      label: form.label,
      text: [...others, ...secrets.map(form.read)].join('\n'),
      notes: form.notes(secretLength),
    })),
  );
}

interface FormRule {
  readonly id: string;
  readonly label: string;
  readonly read: (name: string) => string;
  readonly notes: (secretLength: number) => readonly string[];
}

const cutOff = (limit: number, length: number) =>
  length > limit
    ? [`This key has ${length} characters; at this prompt the system may cut a line off after ${limit}. Use an env file instead.`]
    : [];
const echoStaysOff = 'If you interrupt it with Ctrl-C and typing stays invisible, type: stty echo';

const FORMS: Readonly<Record<'posix' | 'fish' | 'tcsh' | 'powershell', readonly FormRule[]>> = {
  posix: [
    {
      id: 'bash-zsh',
      label: 'bash and zsh',
      // printf for the prompt, since -p asks in bash and names a coprocess in zsh. An empty IFS keeps spaces, -r backslashes.
      read: (name) => `printf '${name}: '; IFS= read -rs ${name} && export ${name}; echo`,
      notes: (length) => cutOff(SURE_LINE, length),
    },
    {
      id: 'posix',
      label: 'dash and other POSIX shells',
      // POSIX's read has no -s.
      read: (name) => `printf '${name}: '; stty -echo; IFS= read -r ${name} && export ${name}; stty echo; echo`,
      notes: (length) => [...cutOff(SURE_LINE, length), echoStaysOff],
    },
  ],
  fish: [
    {
      id: 'fish',
      label: 'fish',
      read: (name) => `read --silent --global --export --prompt-str '${name}: ' ${name}`,
      notes: () => [],
    },
  ],
  tcsh: [
    {
      id: 'tcsh',
      label: 'tcsh',
      read: (name) => `echo -n '${name}: '; stty -echo; setenv ${name} "$<"; stty echo; echo ''`,
      notes: (length) => [...cutOff(SURE_LINE, length), echoStaysOff],
    },
  ],
  powershell: [
    {
      id: 'powershell7',
      label: 'PowerShell 7.1 and later',
      read: (name) => `$env:${name} = Read-Host '${name}' -MaskInput`,
      notes: (length) => cutOff(READ_HOST, length),
    },
    {
      id: 'powershell5',
      label: 'Windows PowerShell 5.1',
      read: (name) => `$env:${name} = [System.Net.NetworkCredential]::new('', (Read-Host '${name}' -AsSecureString)).Password`,
      notes: (length) => cutOff(READ_HOST, length),
    },
  ],
};
