import { request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { ObservedRequest } from './observation';

/** An answer as it came over the wire; header names in lower case, nothing merged. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Cookies by name. */
export type Jar = Map<string, string>;

export const headerOf = (answer: Answer, name: string): string | undefined => answer.headers.find(([n]) => n === name)?.[1];

/** Cookies that an answer sets: name, value and attributes. */
export function cookiesOf(answer: Answer): readonly { readonly name: string; readonly value: string; readonly attributes: string }[] {
  return answer.headers
    .filter(([name]) => name === 'set-cookie')
    .map(([, line]) => {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      return { name: pair.slice(0, at), value: pair.slice(at + 1), attributes: attributes.join('; ') };
    });
}

/**
 * Sends one request as curl would, on a connection of its own, and follows no redirect. Cookies of the jar go along and those of the answer
 * come into it. The texts must be free of placeholders.
 */
export async function send(origin: string, request: ObservedRequest, jar: Jar | null): Promise<Answer> {
  const headers: Record<string, string> = { Accept: '*/*', 'User-Agent': 'curl/7.88.1' };
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (value === null) delete headers[name];
    else headers[name] = value;
  }
  if (request.basic !== undefined) headers.Authorization = `Basic ${Buffer.from(request.basic).toString('base64')}`;
  const cookies = request.cookies ?? [...(jar ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  if (cookies !== '') headers.Cookie = cookies;
  if (request.body !== undefined) headers['Content-Length'] = String(Buffer.byteLength(request.body));

  const answer = await new Promise<Answer>((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const outgoing = httpRequest(
      { hostname, port, method: request.method, path: request.path, headers, agent: false, timeout: 20_000 },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const raw = incoming.rawHeaders;
          const pairs = raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name.toLowerCase(), raw[at + 1] ?? '']] : []));
          const whole = Buffer.concat(chunks);
          const body = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole;
          resolve({ status: incoming.statusCode ?? 0, headers: pairs, body: body.toString('utf8') });
        });
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${request.method} ${request.path} within 20 s`)));
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
  if (jar) for (const { name, value } of cookiesOf(answer)) jar.set(name, value);
  return answer;
}
