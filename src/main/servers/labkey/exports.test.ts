import { describe, expect, it } from 'vitest';
import { SECRET } from '../../../domain/exports';
import { held, record } from '../../../domain/testing';
import { labkey } from './index';
import { profileOf } from './test-tools';

const server = (version: string | null) => ({
  version,
  mode: 'accounts',
  meaning: '',
  signInMethods: [],
  manages: true,
  probedAt: 0,
  details: {},
});
const of = (address = 'https://lk.example.org:8443/labkey', version: string | null = '26.5', options = {}) =>
  labkey.exports(profileOf(address, server(version)), record('k'), options);
const text = (spec: ReturnType<typeof of>, id: string) => spec.snippets.find((s) => s.id === id)?.text ?? '';

describe('using a key elsewhere', () => {
  it('the variable has the name that the user chose, in all snippets', () => {
    const spec = of(undefined, undefined, { variable: 'LAB_KEY' });
    expect(spec.variables).toMatchObject([{ name: 'LAB_KEY', value: 'secret' }, { name: 'LABKEY_URL' }]);
    for (const id of ['python', 'requests-basic', 'requests-apikey', 'requests-bearer', 'r', 'java', 'curl'])
      expect(text(spec, id), id).toContain('LAB_KEY');
    const bad = of(undefined, undefined, { variable: '1; rm -rf' });
    expect(bad.variables[0]?.name).toBe('LABKEY_API_KEY');
    expect(bad.warnings.join(' ')).toContain('usual name is used instead');
  });

  it('no snippet holds the key but the one that says so', () => {
    for (const s of of().snippets) expect(s.text.includes(SECRET), s.id).toBe(s.id === 'curl-literal');
    expect(of().snippets.find((s) => s.id === 'curl-literal')?.warning).toContain('process list');
  });

  it('Python’s labkey package gets host with port, context path and scheme', () => {
    expect(text(of(), 'python')).toContain(
      'APIWrapper("lk.example.org:8443", "home", context_path="labkey", api_key=os.environ["LABKEY_API_KEY"])',
    );
    expect(text(of('http://127.0.0.1:8080'), 'python')).toContain('APIWrapper("127.0.0.1:8080", "home", use_ssl=False, api_key=');
    expect(text(of(), 'python-netrc')).not.toContain('api_key');
  });

  it('each header form keeps requests from taking another key out of .netrc', () => {
    for (const id of ['requests-basic', 'requests-apikey', 'requests-bearer']) expect(text(of(), id), id).toContain('auth=lambda');
    expect(text(of(), 'requests-basic')).toContain('b64encode(f"apikey:{key}"');
  });

  it('Bearer from 26.5 on only, and with a warning where the release is not known', () => {
    const bearer = (version: string | null) => of(undefined, version).snippets.find((s) => s.id === 'requests-bearer');
    expect(bearer('26.5')).toMatchObject({ warning: null });
    expect(bearer('26.4')).toBeUndefined();
    expect(bearer(null)?.warning).toContain('26.5');
  });

  it('R, Java and curl, each by variable and by .netrc', () => {
    const spec = of();
    expect(text(spec, 'r')).toContain('apiKey = Sys.getenv("LABKEY_API_KEY"), baseUrl = "https://lk.example.org:8443/labkey/"');
    expect(text(spec, 'r-netrc')).not.toContain('apiKey');
    expect(text(spec, 'java')).toContain('new ApiKeyCredentialsProvider(System.getenv("LABKEY_API_KEY"))');
    expect(text(spec, 'java-netrc')).toContain('new NetrcCredentialsProvider(URI.create("https://lk.example.org:8443/labkey"))');
    expect(text(spec, 'curl')).toContain('-H @-');
    expect(text(spec, 'curl-netrc')).toContain('curl -sS -n https://lk.example.org:8443/labkey/login-whoAmI.api');
    expect(spec.snippets.filter((s) => s.id.endsWith('-netrc')).every((s) => s.warning?.includes('.netrc'))).toBe(true);
  });

  it('pitfalls are said: a stale entry beats an explicit key; one entry for each host', () => {
    const warnings = of().warnings.join(' ');
    expect(warnings).toMatch(/beats a key that a Python program gives/);
    expect(warnings).toMatch(/one key for each host/);
    expect(of('http://lk.example.org').warnings.join(' ')).toContain('not encrypted');
  });

  it('a session key is offered no .netrc form, and is warned about', () => {
    const key = record('k', { held: { ...held('h'), secretKind: 'sessionKey' } });
    const spec = labkey.exports(profileOf('https://lk.example.org', server('26.5')), key, {});
    expect(spec.snippets.some((s) => s.id.endsWith('-netrc'))).toBe(false);
    expect(spec.warnings.join(' ')).toContain('session key');
  });
});
