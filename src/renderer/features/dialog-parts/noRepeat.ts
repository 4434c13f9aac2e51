import type { KeyboardEvent } from 'react';

/** For buttons that take the place of another: Enter held down on the first must not press the second. */
export function noRepeat(e: KeyboardEvent): void {
  if (e.repeat && e.key === 'Enter') e.preventDefault();
}
