import type { Problem } from '../../../domain/result';
import { type HttpFailure, type HttpResponse, header } from '../../http/port';
import type { CreateProblem, RevokeProblem } from '../driver';

/** The name under which Tessera shows itself. Tiled refuses old `python-tiled/…` agents, LabKey answers `Mozilla/…` with redirects meant for browsers. */
export const USER_AGENT = 'Tessera/0.1';

type FailureKind = HttpFailure['kind'];

const FAILURES: Readonly<Record<FailureKind, readonly [message: string, next: 'retry' | 'editProfile' | 'none']>> = {
  timeout: ['The server did not answer in time.', 'retry'],
  dns: ['No server of this name was found. Check the address and the network.', 'editProfile'],
  refused: ['Nothing answers at this address. The server may be down, or the port may be wrong.', 'retry'],
  tls: [
    'No trusted connection over https came about, so nothing was sent. If the server speaks plain http, write http:// before its address; if the site has its own certificate authority, give its file with the address.',
    'editProfile',
  ],
  reset: ['The connection broke off.', 'retry'],
  offline: ['There is no network connection to the server.', 'retry'],
  tooLarge: ['The server’s answer is larger than Tessera accepts.', 'none'],
  cancelled: ['Cancelled.', 'none'],
  badUrl: ['The address is not one that Tessera can use.', 'editProfile'],
  other: ['The request failed before an answer came.', 'retry'],
};

/** Why no answer came, for a person. `own`: sentences of one kind of server. */
export function failureProblem(failure: HttpFailure, own: Partial<Readonly<Record<FailureKind, string>>> = {}): Problem {
  const [message, next] = FAILURES[failure.kind];
  return { code: `http.${failure.kind}`, message: own[failure.kind] ?? message, next: { do: next } };
}

/** When a server that asks for fewer requests may be asked again, as the end of a sentence. */
export function waitWords(response: HttpResponse): string {
  const after = header(response, 'retry-after');
  return after !== null && /^\d{1,6}$/.test(after) ? `; try again in ${after} seconds` : '; try again later';
}

/** A failed revocation that may have been carried out. */
export const inDoubt = (problem: Problem): RevokeProblem => ({ ...problem, next: { do: 'refresh' }, ambiguous: true });

/** A failed create that surely made nothing. */
export const certain = (problem: Problem): CreateProblem => ({ ...problem, ambiguous: false });
