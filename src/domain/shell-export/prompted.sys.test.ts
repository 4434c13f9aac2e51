import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Shell } from '../exports';
import { HOSTILE_PIECES, hostileValues } from './hostile-pieces';
import { renderPrompted } from './prompted';

const folder = mkdtempSync(join(tmpdir(), 'tessera-prompted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * A person at a terminal: starts the shell on a pseudo-terminal, types each line, waits for the shell's question, types the answer, and
 * at the end has the variables written to a file. Prints all that the terminal showed.
 */
const PERSON = String.raw`
import json, os, pty, re, select, sys, time
plan = json.load(sys.stdin)
pid, fd = pty.fork()
if pid == 0:
    os.chdir(plan["folder"])
    os.execve(plan["argv"][0], plan["argv"], plan["env"])
seen = b""
def until(done, seconds=15):
    global seen
    start = len(seen)
    end = time.time() + seconds
    while time.time() < end:
        ready = select.select([fd], [], [], 0.05)[0]
        if ready:
            try: seen += os.read(fd, 65536)
            except OSError: return
        elif done(seen[start:]): return
    sys.exit("no answer to wait for; the terminal showed: " + repr(seen[start:][-400:]))
def type_(text): os.write(fd, text.encode() + b"\r")
until(lambda s: b"READY" in s)
for ask in plan["asks"]:
    type_(ask["line"])
    # The question stands at the end; in the echoed line a quote follows it.
    question = re.compile(re.escape(ask["name"].encode()) + rb": (?!')[^'\n]*$")
    until(lambda s: question.search(s) is not None)
    type_(ask["answer"])
    until(lambda s: b"READY" in s)
type_("/usr/bin/env -0 > " + plan["out"])
until(lambda s: b"READY" in s)
type_("exit")
until(lambda s: False if os.waitpid(pid, os.WNOHANG)[0] == 0 else True)
sys.stdout.buffer.write(seen)
`;

interface Terminal {
  readonly form: string;
  readonly shell: Shell;
  readonly argv: readonly string[];
  /** Start files by name, in the shell's HOME: a prompt to recognise, a history file. */
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly leavesOut?: RegExp;
}

const TERMINALS: Readonly<Record<string, Terminal>> = {
  bash: { form: 'bash-zsh', shell: 'posix', argv: ['/bin/bash', '--noprofile'], files: { '.bashrc': "PS1='READY '\n" } },
  zsh: {
    form: 'bash-zsh',
    shell: 'posix',
    argv: ['/usr/bin/zsh'],
    files: { '.zshrc': "PS1='READY '\nHISTFILE=$HOME/.zsh_history\nSAVEHIST=100\n" },
  },
  dash: { form: 'posix', shell: 'posix', argv: ['/bin/dash'], files: {}, env: { PS1: 'READY ' } },
  'bash with the POSIX form': { form: 'posix', shell: 'posix', argv: ['/bin/bash', '--noprofile'], files: { '.bashrc': "PS1='READY '\n" } },
  fish: {
    form: 'fish',
    shell: 'fish',
    argv: ['/usr/bin/fish'],
    files: { '.config/fish/config.fish': "function fish_prompt; echo -n 'READY '; end\nset -g fish_greeting ''\n" },
    // fish's line reader takes a backslash at the end as "the line goes on", in a question as well; no key ends so.
    leavesOut: /\\$/,
  },
  tcsh: { form: 'tcsh', shell: 'tcsh', argv: ['/usr/bin/tcsh'], files: { '.tcshrc': "set prompt = 'READY '\nset savehist = 100\n" } },
};

/** What a person may paste at a prompt: any one line that is not empty. */
const ANSWERS = [
  '0123456789abcdef0123456789abcdef',
  ' leading and trailing ',
  'back\\slash\\',
  "it's",
  ...hostileValues(HOSTILE_PIECES, 40).filter((v) => v !== ''),
].slice(0, 24);

describe.each(Object.entries(TERMINALS))('%s', (title, terminal) => {
  it('asks for the key, shows nothing of it, keeps it out of every file, and exports it exactly', async () => {
    const home = mkdtempSync(join(folder, 'home-'));
    for (const [name, text] of Object.entries(terminal.files)) {
      spawnSync('mkdir', ['-p', join(home, name, '..')], { timeout: 5_000 });
      writeFileSync(join(home, name), text);
    }
    const asks = ANSWERS.filter((answer) => !(terminal.leavesOut?.test(answer) ?? false)).map((answer, i) => {
      const forms = renderPrompted(terminal.shell, [{ name: `T${i}_KEY`, value: 'secret', help: '' }]);
      if (!forms.ok) throw new Error(forms.error.message);
      const form = forms.value.find((f) => f.id === terminal.form);
      if (!form) throw new Error(`no form ${terminal.form}`);
      return { name: `T${i}_KEY`, line: form.text, answer };
    });
    const out = join(folder, `${title.replaceAll(' ', '-')}.env`);
    const env = { PATH: '/usr/bin:/bin', HOME: home, LC_ALL: 'C.UTF-8', TERM: 'xterm', ...terminal.env };
    const done = spawnSync('python3', ['-c', PERSON], {
      input: JSON.stringify({ argv: terminal.argv, env, folder: home, asks, out }),
      timeout: 55_000,
      maxBuffer: 10_000_000,
    });
    expect(done.stderr.toString().slice(-800)).toBe('');
    const found = new Map(
      readFileSync(out, 'utf8')
        .split('\0')
        .map((e) => [e.slice(0, e.indexOf('=')), e.slice(e.indexOf('=') + 1)] as const),
    );
    expect(asks.flatMap(({ name, answer }) => (found.get(name) === answer ? [] : [{ name, answer, found: found.get(name) }]))).toEqual([]);

    const key = ANSWERS[0] ?? '';
    expect(done.stdout.toString()).toContain('T0_KEY');
    expect(done.stdout.toString()).not.toContain(key);
    const kept = readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((f) => f.isFile())
      .map((f) => readFileSync(join(f.parentPath, f.name), 'utf8'));
    // The history was written (except by dash, which has none), with the line that asks and without the answer.
    if (title !== 'dash') expect(kept.some((text) => text.includes('T0_KEY'))).toBe(true);
    expect(kept.some((text) => text.includes(key))).toBe(false);
  });
});
