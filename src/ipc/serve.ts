import type { Problem, Result } from '../domain/result';
import type { Value } from './client';
import { type Args, type EventName, events, type MethodName, methods } from './contract';

type DeepReadonly<T> = T extends (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** Main's side of the contract: one handler a method. */
export type Handlers = {
  readonly [M in MethodName]: (args: Args<M>) => Promise<Result<DeepReadonly<Value<M>>>> | Result<DeepReadonly<Value<M>>>;
};

/** What went wrong inside, without any message or value that could hold a secret. */
export interface Mishap {
  readonly requestId: string;
  readonly method: string;
  readonly kind: 'threw' | 'badAnswer';
  /** An error's class and stack frames, or the paths of an answer's wrong properties. */
  readonly where: string;
}

const refused = (code: string, message: string): { readonly ok: false; readonly error: Problem } => ({
  ok: false,
  error: { code, message, next: { do: 'none' } },
});

/**
 * Makes the function that answers every call. Arguments and answers are checked; a call outside the contract is refused before any handler
 * sees it, and what a handler throws reaches the user as one honest message with a request id.
 */
export function createServer(handlers: Handlers, newId: () => string, report: (mishap: Mishap) => void) {
  return async (method: unknown, args: unknown): Promise<unknown> => {
    if (typeof method !== 'string' || !Object.hasOwn(methods, method))
      return refused('ipc.unknownMethod', 'The window asked for something that this version of Tessera does not know.');
    const name = method as MethodName;
    // A Date or a Map crosses the bridge too, and would pass for an object without properties.
    const parsed = isPlain(args) ? methods[name].args.safeParse(args) : ({ success: false } as const);
    // Not even the wrong property is named: it may be a secret in the wrong place.
    if (!parsed.success)
      return refused(
        'ipc.badArguments',
        'Something in this form is too long, or not what Tessera understands. Nothing was done; shorten it and try again.',
      );
    const requestId = newId();
    try {
      const handler = handlers[name] as (args: unknown) => Promise<Result<unknown>> | Result<unknown>;
      const answer = await handler(parsed.data);
      const checked = methods[name].answer.safeParse(answer);
      if (checked.success) return checked.data;
      report({ requestId, method: name, kind: 'badAnswer', where: checked.error.issues.map((i) => i.path.join('.')).join(' ') });
    } catch (error) {
      report({ requestId, method: name, kind: 'threw', where: framesOf(error) });
    }
    return {
      ok: false,
      error: {
        code: 'ipc.mishap',
        message: `Something unforeseen went wrong inside Tessera. What was stored is safe; the log names it as ${requestId}.`,
        next: { do: 'none' },
        requestId,
      } satisfies Problem,
    };
  };
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The bridge may hand over an object of another realm: its prototype is that realm's root, which has none above.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Checks an event before it leaves; null where it would break the contract. */
export function checkEvent(event: EventName, value: unknown): { readonly value: unknown } | null {
  const parsed = events[event].safeParse(value);
  return parsed.success ? { value: parsed.data } : null;
}

/** Class and frames of an error; its message may hold anything and is left out. */
export function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const stack = error.stack ?? '';
  // The message stands before the frames and may have lines that look like one.
  const after =
    error.message !== '' && stack.includes(error.message) ? stack.slice(stack.indexOf(error.message) + error.message.length) : stack;
  const frames = after.split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 12).map((f) => f.trim())].join(' | ');
}
