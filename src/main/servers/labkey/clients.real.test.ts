import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demand } from '../../../../test-support/demand';
import { prepareJava, preparePython, prepareR } from '../../../../test-support/labkey/prepare';
import { type Ended, runIn } from '../../../../test-support/netrc/clients';
import type { ExportPreview } from '../../../domain/views';
import { type LabKeyRelease, type LabKeySandbox, type LabKeySandboxOptions, startLabKeySandbox } from '../../../sandbox/labkey';
import { startTestApp, type TestApp, valueIn } from '../../testing';
import { has } from './releases';

/**
 * What the app exports for a LabKey key, as it lands on the clipboard, run by the programs that it is meant for: LabKey's own Python and Java
 * clients, requests, and curl. Rlabkey is in no package archive that the tests use: R only reads those forms.
 */
const log = (line: string): void => console.log(line);
const [python, java, r] = await Promise.all([preparePython(log), prepareJava(log), prepareR()]);
demand('the Python client labkey', python);
demand('the Java client labkey-client-api', java);
demand("R's httr", r);

const VARIABLE = 'MY_LAB_KEY';
const HOST = '127.0.0.1';
const WRONG = '0'.repeat(64);
const EMAIL = 'ada@lab.test';
const LOCAL = { label: '', owner: '', note: '' };

/** How a program is told to run a file, or null where that program is not here. */
function commandFor(language: string, home: string): readonly [suffix: string, command: string] | null {
  if (language === 'sh') return ['sh', 'sh'];
  if (language === 'python') return python.ok ? ['py', python.value] : null;
  if (language === 'java') return java.ok ? ['java', `java -Duser.home='${home}' -XX:-UsePerfData -cp '${java.value.classPath}'`] : null;
  // Not run: only whether R can read it.
  if (language === 'r') return r.ok ? ['R', `Rscript --vanilla -e 'invisible(parse(commandArgs(TRUE)[1]))'`] : null;
  throw new Error(`no program for ${language}`);
}

/** A Java snippet has imports and statements, which a person puts where they belong. */
function asProgram(text: string): string {
  const lines = text.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const statements = lines.filter((line) => !line.startsWith('import '));
  return [...imports, 'public class Snippet {', 'public static void main(String[] words) throws Exception {', ...statements, '}', '}'].join(
    '\n',
  );
}

/** Each test runs up to ten programs, one after another; a JVM takes seconds on a busy machine. */
const LIMIT = 240_000;

const RELEASES: readonly (LabKeySandboxOptions & { readonly version: LabKeyRelease })[] = [
  { version: '22.11' },
  { version: '24.1' },
  { version: '24.3' },
  { version: '24.7.1', contextPath: '/labkey' },
  { version: '24.10' },
  { version: '24.11' },
  { version: '26.5', contextPath: '/labkey' },
];

describe.each(RELEASES)('exports for LabKey $version', (options) => {
  let [app, sandbox]: [TestApp?, LabKeySandbox?] = [];
  let keyId = '';
  let preview: ExportPreview | undefined;
  const clipboard = new Map<string | null, string>();
  const t = (): TestApp => {
    if (!app) throw new Error('the app did not start');
    return app;
  };
  const netrcFile = (): string => join(t().home, '.netrc');
  const wish = () => ({ keyId, variable: VARIABLE, withAddress: true });
  const snippets = () => preview?.snippets ?? [];

  /** What is on the clipboard for an item of the export. Asked once: what a person pasted stays, and the app forgets the key. */
  async function pasted(id: string | null): Promise<string> {
    const known = clipboard.get(id);
    if (known !== undefined) return known;
    const item = id === null ? ({ kind: 'assignment', shell: 'posix' } as const) : ({ kind: 'snippet', id } as const);
    valueIn(await t().client.call('export.copy', { ...wish(), item }));
    clipboard.set(id, t().clipboard.text);
    return t().clipboard.text;
  }

  /** Sets the variable as the app exports it for a shell, and runs a snippet as the app puts it on the clipboard. */
  async function runSnippet(id: string): Promise<Ended | null> {
    const snippet = snippets().find((s) => s.id === id);
    if (!snippet) throw new Error(`no snippet ${id}`);
    const command = commandFor(snippet.language, t().home);
    if (!command) return null;
    const text = await pasted(id);
    const file = join(t().home, `Snippet.${command[0]}`);
    writeFileSync(file, snippet.language === 'java' ? asProgram(text) : text, { mode: 0o600 });
    const script = join(t().home, 'run.sh');
    const variable = id.includes('netrc') || id.includes('literal') ? '' : await pasted(null);
    writeFileSync(script, `${variable}\nexec ${command[1]} '${file}'\n`, { mode: 0o600 });
    return runIn(t().home, 'sh', [script], { limit: 50_000, env: { PYTHONDONTWRITEBYTECODE: '1' } });
  }

  const netrc = (text: string): void => {
    writeFileSync(netrcFile(), text, { mode: 0o600 });
    chmodSync(netrcFile(), 0o600);
  };
  const stale = `machine ${HOST}\nlogin apikey\npassword ${WRONG}\n`;

  beforeAll(async () => {
    sandbox = await startLabKeySandbox({ ...options, limiterScale: 0 });
    app = await startTestApp();
    const address = { kind: 'labkey', address: `${sandbox.url}/home/project-begin.view`, caFile: null };
    const found = valueIn(await app.client.call('profile.probe', { ...address, acceptPlainHttp: false }));
    const added = { kind: 'labkey', address: found.address, caFile: null, label: 'Lab', note: '', plainHttpAccepted: true };
    const { profileId } = valueIn(await app.client.call('profile.add', added));
    const secrets = { password: { typed: 'secret1' } };
    valueIn(await app.client.call('profile.signIn', { profileId, method: 'password', fields: { email: EMAIL }, secrets }));
    keyId = valueIn(await app.client.call('keys.create', { profileId, fields: { description: 'judged' }, local: LOCAL })).keyId;
    preview = valueIn(await app.client.call('export.preview', wish()));
  });
  afterAll(async () => {
    await app?.close();
    await sandbox?.stop();
  });

  it('are those that the release understands', () => {
    const bearer = has(options.version, 'bearer') === 'yes' ? ['requests-bearer'] : [];
    expect(
      snippets()
        .map((s) => s.id)
        .sort(),
    ).toEqual([...OF_VARIABLE, ...OF_NETRC, ...bearer, 'r', 'r-netrc', 'curl-literal'].sort());
    expect(snippets().filter((s) => s.warning?.includes('26.5'))).toEqual([]);
  });

  it(
    'each form with the variable is let in',
    async () => {
      for (const { id } of snippets().filter((s) => isSelfContained(s.id))) {
        const ended = await runSnippet(id);
        if (ended) expect(`${ended.out}${ended.err}`, id).toContain(EMAIL);
      }
    },
    LIMIT,
  );

  it('R can read its forms', async () => {
    for (const id of ['r', 'r-netrc']) {
      const ended = await runSnippet(id);
      if (ended) expect(ended, id).toMatchObject({ code: 0, err: '' });
    }
  });

  it(
    'a stale .netrc entry beats the labkey package only, as the export warns',
    async () => {
      netrc(stale);
      expect(preview?.warnings.join(' ')).toContain('.netrc beats a key that a Python program gives');
      for (const { id } of snippets().filter((s) => isSelfContained(s.id))) {
        const ended = await runSnippet(id);
        if (!ended) continue;
        if (id === 'python') expect(`${ended.out}${ended.err}`, id).not.toContain(EMAIL);
        else expect(`${ended.out}${ended.err}`, id).toContain(EMAIL);
      }
    },
    LIMIT,
  );

  it(
    'each form for .netrc is let in once the app has put the key there',
    async () => {
      netrc(`# mine\n${stale}`);
      const line = { keyId, login: '', replace: true };
      const { version } = valueIn(await t().client.call('netrc.preview', line));
      valueIn(await t().client.call('netrc.apply', { ...line, keep: true, version }));
      for (const id of OF_NETRC) {
        const ended = await runSnippet(id);
        if (ended) expect(`${ended.out}${ended.err}`, id).toContain(EMAIL);
      }
    },
    LIMIT,
  );

  it(
    'no form is let in after the app has revoked the key',
    async () => {
      const forms = snippets().filter((s) => s.language !== 'r');
      // As it stays on another machine: the app takes its own entry out.
      const before = readFileSync(netrcFile(), 'utf8');
      if (has(options.version, 'ownKeys') === 'yes') {
        const report = valueIn(await t().client.call('keys.revoke', { keyIds: [keyId], acknowledged: true }));
        expect(report.outcomes).toMatchObject([{ result: { ok: true } }]);
        expect(sandbox?.state.keys).toEqual([]);
      } else sandbox?.removeKey(1);
      netrc(before);
      for (const { id } of forms) {
        const ended = await runSnippet(id);
        if (!ended) continue;
        const said = `${ended.out}${ended.err}`;
        expect(said, id).not.toContain(EMAIL);
        // LabKey's own forms name what happened; before 24.7.1 all but Java's are answered as guest.
        expect(said, id).toMatch(id.startsWith('java') ? /CommandException/ : /401|guest|did not match|is invalid/i);
      }
    },
    LIMIT,
  );
});

const OF_VARIABLE = ['python', 'requests-basic', 'requests-apikey', 'java', 'curl'];
const OF_NETRC = ['python-netrc', 'java-netrc', 'curl-netrc'];
const isSelfContained = (id: string): boolean => OF_VARIABLE.includes(id) || id === 'requests-bearer' || id === 'curl-literal';
