import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** Ways in which any server, or something on the way to it, goes wrong; each sandbox adds its own. */
export type CommonFault =
  /** Answers after `ms`. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Reads the request and never answers. Nothing is carried out. */
  | { readonly kind: 'hang' }
  /** Drops the connection. Nothing is carried out. */
  | { readonly kind: 'reset' }
  /** The server's own 500; `carriedOut` says whether the request took effect first. */
  | { readonly kind: 'serverError'; readonly carriedOut?: boolean }
  /** Carries the request out, sends half of the answer and resets the connection. */
  | { readonly kind: 'resetMidBody' }
  /** Carries the request out and drops the connection without one byte: created, but who knows. */
  | { readonly kind: 'dropAfterCommit' }
  /** Too many requests, with Retry-After in seconds. */
  | { readonly kind: 'tooMany'; readonly retryAfter: number };

/** A fault for coming requests. */
export interface Planned<Fault> {
  readonly fault: Fault;
  /** Requests hit; default 1. */
  readonly times?: number;
  readonly method?: string;
  /** A part of the path, such as `/auth/apikey`. */
  readonly path?: string;
}

/** Faults that wait for their request. */
export class FaultPlan<Fault> {
  private waiting: { planned: Planned<Fault>; left: number }[] = [];

  add(planned: Planned<Fault>): void {
    this.waiting.push({ planned, left: planned.times ?? 1 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** The first planned fault for this request, used up by one. */
  take(method: string, path: string): Fault | null {
    const hit = this.waiting.find(
      ({ planned, left }) =>
        left > 0 &&
        (planned.method === undefined || planned.method === method) &&
        (planned.path === undefined || path.includes(planned.path)),
    );
    if (!hit) return null;
    hit.left -= 1;
    return hit.planned.fault;
  }
}

/** How a sandbox handles one request. */
export interface Handling<Answer> {
  /** The answer: the server's, or what the fault makes of it or puts in its place. */
  answer(): Answer | Promise<Answer>;
  /** `sent` null: no answer goes out. `worked` null: none was worked out either. */
  log(sent: Answer | null, worked: Answer | null): void;
  /** `cut`: half of it, and the connection is reset. */
  write(answer: Answer, cut: boolean): void;
}

/** Handles a request, logs it and writes its answer, all as the fault that was planned for it lets it. */
export async function handle<Answer>(
  fault: { readonly kind: string; readonly ms?: number } | null,
  outgoing: ServerResponse,
  by: Handling<Answer>,
): Promise<void> {
  if (fault?.kind === 'hang' || fault?.kind === 'reset') {
    by.log(null, null);
    if (fault.kind === 'reset') outgoing.socket?.destroy();
    return;
  }
  const answer = await by.answer();
  if (fault?.kind === 'dropAfterCommit') {
    by.log(null, answer);
    outgoing.socket?.destroy();
    return;
  }
  by.log(answer, answer);
  if (fault?.ms !== undefined) await wait(fault.ms);
  by.write(answer, fault?.kind === 'resetMidBody');
}
