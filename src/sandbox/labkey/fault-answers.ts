import { proxyPage } from '../wire';
import { exception, thrown } from './errors';
import type { FaultKind } from './faults';
import { header, type WireAnswer, type WireRequest } from './wire';

/** Answers that take the place of the server's: nothing is carried out. Null where the fault lets the request through. */
export function insteadOf(fault: FaultKind, request: WireRequest): WireAnswer | null {
  const proxy = (...page: Parameters<typeof proxyPage>): WireAnswer => ({ ...proxyPage(...page), bare: true });
  switch (fault.kind) {
    case 'badGateway':
      return proxy(fault.status ?? 502, 'The server behind this proxy does not answer');
    case 'htmlOk':
      return proxy(200, 'Welcome to the portal');
    case 'proxyLogin':
      return proxy(401, 'Authorization Required', [['www-authenticate', 'Basic realm="proxy"']]);
    case 'tooMany':
      return proxy(429, 'Too Many Requests', [['retry-after', String(fault.retryAfter)]]);
    case 'redirect':
      return { status: fault.status ?? 302, headers: [['location', fault.to]], body: '', contentType: null, bare: true };
    case 'serverError':
      return fault.carriedOut ? null : failed;
    case 'echoSecret':
      return exception(fault.status ?? 500, `Could not handle ${everySecret(request).join(' ')}`);
    default:
      return null;
  }
}

/** The server's own 500. */
export const failed: WireAnswer = thrown(
  500,
  'ERROR: deadlock detected',
  'org.labkey.api.data.DeadlockException',
  'org.labkey.api.data.SqlExecutor.execute(SqlExecutor.java:112)',
);

/** Every value that a client may not want to see again. */
function everySecret(request: WireRequest): readonly string[] {
  const authorization = header(request, 'authorization') ?? '';
  return [
    authorization,
    Buffer.from(authorization.split(' ')[1] ?? '', 'base64').toString('utf8'),
    header(request, 'apikey') ?? '',
    request.body,
    header(request, 'cookie') ?? '',
  ].filter((text) => text !== '');
}
