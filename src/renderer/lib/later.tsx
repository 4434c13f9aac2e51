import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';

/** A part of the window for which the first paint does not pay. */
export interface Later<P extends object> {
  /** Reads it; for the idle moment after the first paint, and for what has to wait until it is there. */
  readonly read: () => Promise<void>;
  /** Null until it was read. */
  readonly there: () => ComponentType<P> | null;
  readonly slow: ComponentType<P>;
}

export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  let there: ComponentType<P> | null = null;
  let reading: Promise<ComponentType<P>> | null = null;
  const once = (): Promise<ComponentType<P>> => {
    reading ??= load().then((part) => {
      there = part;
      return part;
    });
    return reading;
  };
  const slow: ComponentType<P> = lazy(async () => ({ default: await once() }));
  return { read: async () => void (await once()), there: () => there, slow };
}

/** Whether a part that is needed is there; it is read where it is not. For saying that what is to hold it is not whole yet. */
export function useThere<P extends object>(part: Later<P>, needed: boolean): boolean {
  const [there, setThere] = useState(() => part.there() !== null);
  useEffect(() => {
    if (needed) void part.read().then(() => setThere(true));
  }, [part, needed]);
  return there || part.there() !== null;
}

/** Draws such a part: at once where it is there, for which React's own `lazy` would show nothing for a moment; else as soon as it is read. */
export function Part<P extends object>({ of, props }: { readonly of: Later<P>; readonly props: P }) {
  const [C] = useState<ComponentType<P>>(() => of.there() ?? of.slow);
  return (
    <Suspense fallback={null}>
      <C {...props} />
    </Suspense>
  );
}
