// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shells' syntax
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HOSTILE_PIECES, hostileValues } from '../../domain/shell-export/hostile-pieces';
import { removeVariable, setVariable } from './env-document';

const root = mkdtempSync(join(tmpdir(), 'tessera-env-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const KEY = 'TILED_API_KEY';

/** Whole pieces of real shell files, each of which leaves the lexer in a fresh state, or ought to be refused. */
const PIECES = [
  'A=1',
  "export B='two words' # it's a comment",
  'export C="say \\"hi\\" $A ${B:-"x y"} $(echo "in" \'q\') `echo back`"',
  "D='one\ntwo'\nexport D",
  'E=$((1+2))\nexport E',
  "F=$(cat <<'X'\nit's here\nX\n)\nexport F",
  'cat >/dev/null <<EOT\nan "open quote and it\'s $A\nEOT',
  "cat >/dev/null <<-EOT\n\ttabs '\n\tEOT",
  'if [ -n "$A" ]; then\n  export G=g\nelse\n  export G=h\nfi',
  'case "$A" in\n  1) export H=one ;;\n  *) export H=other ;;\nesac',
  'f() {\n  I=i\n  export I\n}\nf',
  'for x in 1 2; do J=$x; done\nexport J',
  'while false; do :; done',
  'export K=a\\ b\\\nc',
  '( L=sub )',
  '[ -z "$A" ] && export M=m || export M=n',
  ': "${N:=n}"\nexport N',
  'export O=é漢😀',
  '# a comment with an open " quote',
  'export P="a#b" Q=c#d',
  '',
  `export ${KEY}='old'`,
  `${KEY}=old; export ${KEY}`,
  `  export ${KEY}="o l d"   # mine`,
  `export ${KEY}=$(echo old)`,
];

/** The file of each case, edited; null where the edit was refused. */
function cases(count: number) {
  const picks = hostileValues(
    PIECES.map((_, i) => String.fromCharCode(0x100 + i)),
    count,
    7,
  );
  const values = hostileValues(HOSTILE_PIECES, count, 11);
  return picks.map((pick, n) => {
    const text = [...pick].map((c) => PIECES[c.charCodeAt(0) - 0x100] ?? '').join('\n') + (n % 3 === 0 ? '' : '\n');
    const value = values[n] ?? '';
    const edit = setVariable(Buffer.from(text), 'sh', KEY, value);
    return { text, value, edited: edit.ok ? edit.value : null };
  });
}

describe.each(['dash', 'bash'])('sourced by %s', (shell) => {
  it('500 edited files set the key to the new value, and every other variable as before', () => {
    const all = cases(500);
    const kept = all.filter((c) => c.edited !== null);
    expect(kept.length).toBeGreaterThan(200);
    expect(all.length - kept.length).toBeGreaterThan(20);
    const folder = join(root, shell);
    mkdirSync(folder);
    const script: string[] = [];
    kept.forEach(({ text, edited }, n) => {
      const removed =
        edited && removeVariable(edited.bytes, 'sh', KEY, (v) => v.equals(Buffer.from(all.find((c) => c.edited === edited)?.value ?? '')));
      const without = removed?.ok ? (removed.value?.bytes ?? null) : null;
      for (const [name, bytes] of [
        ['before', Buffer.from(text)],
        ['after', edited?.bytes ?? Buffer.alloc(0)],
        ['without', without ?? Buffer.alloc(0)],
      ] as const) {
        writeFileSync(join(folder, `${n}.${name}`), bytes);
        script.push(`( . ./${n}.${name}; /usr/bin/env -0 > ${n}.${name}.env )`);
      }
    });
    writeFileSync(join(folder, 'script'), `${script.join('\n')}\n`);
    const done = spawnSync(shell, ['script'], { cwd: folder, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' }, timeout: 55_000 });
    expect(done.status).toBe(0);
    const read = (n: number, name: string) => {
      const entries = readFileSync(join(folder, `${n}.${name}.env`), 'utf8').split('\0');
      return Object.fromEntries(entries.filter((e) => e !== '').map((e) => [e.slice(0, e.indexOf('=')), e.slice(e.indexOf('=') + 1)]));
    };
    kept.forEach(({ text, value }, n) => {
      const { [KEY]: old, _: _a, ...before } = read(n, 'before');
      const { [KEY]: now, _: _b, ...after } = read(n, 'after');
      const { [KEY]: rest, _: _c, ...without } = read(n, 'without');
      expect({ text, now }).toEqual({ text, now: value });
      expect(after).toEqual(before);
      expect(without).toEqual(before);
      // Alike duplicates stay; else nothing of the key is left.
      expect([undefined, old]).toContain(rest);
    });
  });
});
