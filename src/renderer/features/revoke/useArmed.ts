import { useEffect, useState } from 'react';

/** As long as a key held down, or the second half of a double press, may still belong to the action before. */
const ARM_AFTER_MS = 300;

/**
 * False for the first moment of a dialog: the Enter or click that opened it must not also be the one that confirms it. A person's own,
 * separate press comes later.
 */
export function useArmed(): boolean {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), ARM_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return armed;
}
