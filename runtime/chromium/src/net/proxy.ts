/** Variables as curl and most tools read them: lower case first; HTTP_PROXY in upper case is honoured too, since no CGI runs here. */
function fromEnvironment(url: URL, env: NodeJS.ProcessEnv): URL | null {
  const get = (name: string) => env[name.toLowerCase()] ?? env[name.toUpperCase()] ?? '';
  if (isExempt(url, get('no_proxy'))) return null;
  const value = get(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') || get('all_proxy');
  return value === '' ? null : parseProxy(value);
}

function parseProxy(value: string): URL | null {
  try {
    const proxy = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
    return proxy.protocol === 'http:' || proxy.protocol === 'https:' ? proxy : null;
  } catch {
    return null;
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\./.test(host);

/** NO_PROXY: `*`, a host (which also means its subdomains), `.suffix`, `host:port`, an address, an IPv4 network. Loopback never has a proxy. */
export function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase();
  if (isLoopback(host)) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  for (const raw of list.split(/[\s,]+/)) {
    const entry = raw.toLowerCase();
    if (entry === '') continue;
    if (entry === '*') return true;
    const found = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry);
    const name = (found?.[1] ?? entry).replace(/^\*?\./, '');
    if (found?.[2] && found[2] !== port) continue;
    if (host === name || host === `[${name}]` || host.endsWith(`.${name}`) || inNetwork(host, name)) return true;
  }
  return false;
}

function inNetwork(host: string, network: string): boolean {
  const [base = '', bits] = network.split('/');
  if (bits === undefined) return false;
  const number = (text: string): number | null => {
    const parts = text.split('.').map(Number);
    return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255) ? parts.reduce((sum, part) => sum * 256 + part, 0) : null;
  };
  const [a, b, width] = [number(host), number(base), Number(bits)];
  if (a === null || b === null || !(width >= 0 && width <= 32)) return false;
  return Math.floor(a / 2 ** (32 - width)) === Math.floor(b / 2 ** (32 - width));
}

/** The proxy for a URL under a session's settings, or null for a direct connection. */
export function proxyFor(url: URL, config: Electron.ProxyConfig, env: NodeJS.ProcessEnv = process.env): URL | null {
  const mode = config.mode ?? (config.proxyRules ? 'fixed_servers' : 'system');
  if (mode === 'direct') return null;
  if (mode === 'system') return fromEnvironment(url, env);
  if (mode !== 'fixed_servers') throw new Error(`electron-on-chromium: the proxy mode ${mode} is not implemented`);
  if (isExempt(url, (config.proxyBypassRules ?? '').replaceAll(';', ','))) return null;
  const scheme = url.protocol.slice(0, -1);
  for (const rule of (config.proxyRules ?? '').split(';')) {
    const found = /^(?:([a-z]+)=)?(.+)$/.exec(rule.trim());
    if (found?.[2] && (found[1] === undefined || found[1] === scheme)) return found[2] === 'direct://' ? null : parseProxy(found[2]);
  }
  return null;
}
