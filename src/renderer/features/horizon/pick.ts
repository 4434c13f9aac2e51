import { type Choice, momentOf } from '../../lib/horizon-moment';
import { now } from '../../stores/clock';
import { askAbout } from './alive';

/** Picks the moment that a choice means now. False where it has passed. */
export function pickMoment(choice: Choice): boolean {
  const at = momentOf(choice, now());
  if (at === null) return false;
  askAbout(choice, at);
  return true;
}
