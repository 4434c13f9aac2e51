import { readFile } from 'node:fs/promises';
import type { Profile, ProfileId } from '../../domain/profile';
import { fail, ok, type Result } from '../../domain/result';
import type { Instant } from '../../domain/time';
import type { SecretInput } from '../../ipc/contract';
import type { Http } from '../http/port';
import type { DriverContext, ServerDriver } from '../servers/driver';
import type { Secrets } from './secrets';
import type { State } from './state';
import type { Tickets } from './tickets';

/** A secret-free account of what a use case did; the activity log is made of these. */
export interface ActivityEvent {
  /** `key.create`, `key.revoke`, `profile.signIn` … */
  readonly what: string;
  readonly profileId?: string;
  readonly keyId?: string;
  /** As the server shows the key: first eight, last seven. */
  readonly fragment?: string | null;
  readonly outcome: 'done' | 'failed';
  /** A problem's code. */
  readonly code?: string;
  /** What set it off, where it was not the person in the window. */
  readonly from?: 'notification' | 'tray' | 'tessera';
}

/** What every use case works with. The clock, randomness and HTTP come in from the composition root. */
export interface Core {
  readonly state: State;
  readonly secrets: Secrets;
  readonly tickets: Tickets;
  readonly drivers: ReadonlyMap<string, ServerDriver>;
  readonly http: Http;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly record: (event: ActivityEvent) => void;
  /** Runs something once after so many milliseconds, unless it is cancelled or the app ends before; keeps nothing alive. */
  readonly later: (ms: number, run: () => void) => () => void;
  /** One use case at a time for each profile: two refreshes of one session would race. */
  readonly turn: <T>(profileId: ProfileId, work: () => Promise<T>) => Promise<T>;
}

/** The driver of a profile's kind. A profile of a kind that this build lacks is a damaged index. */
export function driverOf(core: Core, kind: string): ServerDriver {
  const driver = core.drivers.get(kind);
  if (!driver) throw new Error(`no driver for servers of kind ${kind}`);
  return driver;
}

/** Puts a use case's failure into the activity log, whichever step it came from; a success records itself, with what it knows by then. */
export async function failuresOf<T>(
  core: Core,
  event: Omit<ActivityEvent, 'outcome' | 'code'>,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const answer = await work();
  if (!answer.ok) {
    const { code, next } = answer.error;
    // The key to be revoked is the one that came of it: it is in the history of that key.
    const [keyId] = next.do === 'revoke' ? next.keyIds : [];
    core.record({ ...event, ...(keyId === undefined ? {} : { keyId }), outcome: 'failed', code });
  }
  return answer;
}

/** Makes the queue behind {@link Core.turn}. `idle` resolves when nothing is under way any more. */
export function turns(): { readonly turn: Core['turn']; idle(): Promise<void> } {
  const last = new Map<string, Promise<unknown>>();
  const turn = <T>(profileId: string, work: () => Promise<T>): Promise<T> => {
    const run = (last.get(profileId) ?? Promise.resolve()).then(work, work);
    const settled = run.catch(() => undefined);
    last.set(profileId, settled);
    void settled.then(() => {
      if (last.get(profileId) === settled) last.delete(profileId);
    });
    return run;
  };
  return {
    turn,
    idle: async () => {
      while (last.size > 0) await Promise.all(last.values());
    },
  };
}

/** What a driver is given for a call to a profile's server. */
export async function contextFor(core: Core, caFile: string | null, signal = new AbortController().signal): Promise<Result<DriverContext>> {
  let ca: string | null = null;
  if (caFile !== null) {
    try {
      ca = await readFile(caFile, 'utf8');
    } catch {
      return fail('profile.caUnreadable', `The file of the certificate authority, ${caFile}, cannot be read. Nothing was sent.`, {
        do: 'editProfile',
      });
    }
    if (!ca.includes('-----BEGIN CERTIFICATE-----'))
      return fail('profile.caInvalid', `${caFile} holds no PEM certificate. Nothing was sent.`, { do: 'editProfile' });
  }
  return ok({ http: core.http, now: core.now, signal, ca });
}

export const contextOf = (core: Core, profile: Profile): Promise<Result<DriverContext>> => contextFor(core, profile.caFile);

/** The secret behind a form's input. A ticket is good until the form is done with it. */
export function secretOf(core: Core, input: SecretInput): Result<string> {
  if ('typed' in input) return input.typed === '' ? fail('secret.empty', 'Nothing was typed.', { do: 'none' }) : ok(input.typed);
  const secret = core.tickets.peek(input.ticket);
  return secret === null ? fail('secret.ticketGone', 'What was pasted is not kept that long. Paste it again.', { do: 'none' }) : ok(secret);
}
