import type { Context } from './context';
import { page } from './pages';
import { header, html, isBrowser, json, print, Refusal, type WireAnswer, type WireRequest } from './wire';

export const NO_PERMISSION = 'User does not have permission to perform this operation.';
const MUST_LOG_IN = 'You must log in to view this content.';
export const BAD_CSRF =
  "This request has an invalid security context. You may have signed in or signed out of this session. Try again by using the 'back' and 'refresh' button in your browser.";

/** What the server's error handler writes: two members, and no cookie nor Server header of the request's own. */
export const exception = (status: number, message: string, headers: WireAnswer['headers'] = []): WireAnswer => ({
  status,
  headers,
  body: print({ exception: message, success: false }),
  contentType: 'application/json;charset=utf-8',
  bare: true,
});

/** An unexpected failure inside an action: with class and stack trace, and with the headers kept. */
export function thrown(status: number, message: string, exceptionClass: string, frame: string): WireAnswer {
  const below = Array.from(
    { length: 41 },
    (_, i) => `org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:${140 + i})`,
  );
  return json(status, { exception: message, success: false, exceptionClass, stackTrace: [frame, ...below] });
}

export const notFound = (message: string, frame: string): WireAnswer =>
  thrown(404, message, 'org.labkey.api.view.NotFoundException', frame);

/** Validation that failed: 400 with a list. */
export const invalid = (message: string, error: Readonly<Record<string, unknown>> = {}): WireAnswer =>
  json(400, { exception: message, success: false, errors: [{ msg: message, message, ...error }] });

/** Whether the server challenges this client with Basic: no browser, and no wish to be spared. */
const challenges = (request: WireRequest): boolean => !isBrowser(request) && header(request, 'x-onunauthorized') !== 'UNAUTHORIZED';

/**
 * Not allowed. Logged in: 403, or 401 where the CSRF check failed. As guest: 401, with a challenge to clients that are no browser, and
 * with a text of its own for their GET; a page sends the guest to the login page instead.
 */
export function unauthorized(context: Context, message: string, isCsrf = false): Refusal {
  const { request, user } = context;
  if (user) return new Refusal(context.isPage ? htmlError(context, 403, message) : exception(isCsrf ? 401 : 403, message));
  if (context.isPage && header(request, 'x-onunauthorized') !== 'UNAUTHORIZED') {
    const back = encodeURIComponent(context.ownUrl);
    const to = `${context.contextPath}${context.containerPath}/login-login.view?returnUrl=${back}`;
    return new Refusal({ status: 302, headers: [['location', to]], body: '', contentType: 'text/html;charset=UTF-8', bare: true });
  }
  if (context.isPage) return new Refusal(htmlError(context, 401, message));
  if (!challenges(request)) return new Refusal(exception(401, message));
  const realm: readonly [string, string] = ['www-authenticate', `Basic realm="${context.realm}"`];
  return new Refusal(exception(401, request.method === 'GET' ? MUST_LOG_IN : message, [realm]));
}

/** An error as a page of LabKey's, such as an unknown action. */
export const htmlError = (context: Context, status: number, message: string): WireAnswer =>
  html(status, page(context, `${status} Error`, `<h3 class="labkey-error">${escapeHtml(message)}</h3>`), true);

const REASONS: Readonly<Record<number, string>> = { 400: 'Bad Request', 404: 'Not Found', 405: 'Method Not Allowed' };

/** A page of the servlet container's. `bare`: written before LabKey set any header. */
export function tomcat(status: number, message: string, bare = true): WireAnswer {
  const title = `HTTP Status ${status} – ${REASONS[status] ?? 'Error'}`;
  return {
    status,
    headers: [['content-language', 'en']],
    body: `<!doctype html><html lang="en"><head><title>${title}</title><style type="text/css">body {font-family:Tahoma,Arial,sans-serif;}</style></head><body><h1>${title}</h1><hr class="line" /><p><b>Type</b> Status Report</p><p><b>Message</b> ${escapeHtml(message)}</p><hr class="line" /><h3>Apache Tomcat/10.1.31</h3></body></html>`,
    contentType: 'text/html;charset=utf-8',
    bare,
  };
}

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
