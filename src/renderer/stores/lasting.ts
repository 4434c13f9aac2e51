import { useEffect, useState } from 'react';

/** A server that has not answered for so long is said to be waited for. */
export const WAITING_AFTER_MS = 3_000;

/** Whether `on` has held for `ms` without a break. */
export function useLasting(on: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => setLasting(true), ms);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [on, ms]);
  return on && lasting;
}
