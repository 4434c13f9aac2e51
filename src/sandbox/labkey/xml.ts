import { escapeHtml } from './errors';
import type { WireAnswer } from './wire';

/** A JSON answer as `respFormat=xml` asks for it. */
export function asXml(answer: WireAnswer): WireAnswer {
  if (answer.contentType !== 'application/json;charset=UTF-8') return answer;
  const value: unknown = JSON.parse(answer.body ?? 'null');
  return { ...answer, body: `<?xml version="1.0" ?><response>${inner(value)}</response>`, contentType: 'text/xml;charset=UTF-8' };
}

function inner(value: unknown): string {
  if (Array.isArray(value)) return value.map((v) => `<element>${inner(v)}</element>`).join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, v]) => `<${name}>${inner(v)}</${name}>`)
      .join('');
  return value === null ? '' : escapeHtml(String(value));
}
