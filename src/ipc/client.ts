import type { Result } from '../domain/result';
import type { Answer, Args, Bridge, EventName, Events, MethodName } from './contract';

/** The value inside a method's answer. */
export type Value<M extends MethodName> =
  Answer<M> extends infer R ? (R extends { readonly ok: true; readonly value: infer V } ? V : never) : never;

/** The renderer's side of the contract, derived from it; carries no schema at run time. */
export interface Client {
  call<M extends MethodName>(method: M, args: Args<M>): Promise<Result<Value<M>>>;
  on<E extends EventName>(event: E, listener: (value: Events[E]) => void): () => void;
}

/**
 * Makes the client over what the preload hands out (or over a fake in tests). A call that fails outside the contract (main gone, window
 * navigated) answers with the problem `ipc.failed` rather than throwing.
 */
export function createClient(bridge: Bridge): Client {
  const listeners = new Map<string, Set<(value: never) => void>>();
  bridge.on((event, value) => {
    for (const listener of listeners.get(event) ?? []) listener(value as never);
  });
  return {
    async call(method, args) {
      try {
        return (await bridge.invoke(method, args)) as Result<Value<typeof method>>;
      } catch {
        return {
          ok: false,
          error: {
            code: 'ipc.failed',
            message: 'The window could not reach the main part of Tessera. Nothing is lost; close the window and open it again.',
            next: { do: 'none' },
          },
        };
      }
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set);
      set.add(listener as (value: never) => void);
      return () => set.delete(listener as (value: never) => void);
    },
  };
}
