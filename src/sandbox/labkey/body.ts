import { invalidJson, nested } from './body-errors';
import type { Context } from './context';
import { isForm, isJson, Refusal } from './wire';

/** A JSON body as an object; null where there is none. A malformed one is answered by Tomcat, with 400 and a page. */
export function jsonBody(context: Context): Readonly<Record<string, unknown>> | null {
  const { request } = context;
  if (!isJson(request) || request.body.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(request.body);
  } catch {
    throw new Refusal(invalidJson(request.body));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(invalidJson(request.body));
  return { ...value };
}

/** Query parameters, under those of a form. */
export function parameters(context: Context): URLSearchParams {
  const { request } = context;
  const all = new URLSearchParams(request.query);
  if (request.method === 'POST' && isForm(request)) for (const [k, v] of new URLSearchParams(request.body)) all.append(k, v);
  return all;
}

/**
 * Parameters and the members of a JSON body as one flat bag of text, for actions that bind a form. Arrays are ignored, an object is 500,
 * null counts as absent.
 */
export function flatForm(context: Context): ReadonlyMap<string, string> {
  const bag = new Map<string, string>(parameters(context));
  for (const [name, value] of Object.entries(jsonBody(context) ?? {})) {
    if (Array.isArray(value) || value === null) continue;
    if (typeof value === 'object') throw new Refusal(nested());
    bag.set(name, String(value));
  }
  return bag;
}
