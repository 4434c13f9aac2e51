import { useUi } from '../../stores/ui';

const title = (): HTMLElement | null => document.getElementById('detail-title');

/** Details that are still to be drawn are to have the focus. */
let isAwaited = false;

/** Opens the details of the current key, and puts the focus on their heading, so that their actions are one Tab away. */
export function showDetail(): void {
  isAwaited = true;
  useUi.setState({ detailOpen: true });
  if (title()) focusIfAwaited();
}

/** Called by the details once they are drawn: only they know when that is. */
export function focusIfAwaited(): void {
  if (isAwaited) title()?.focus();
  isAwaited = false;
}

/** Closes the details. The focus stays where it is, and goes to the row where it was in them or nowhere. */
export function closeDetail(): void {
  const { activeElement, body } = document;
  const lost = activeElement === body || activeElement?.closest('aside') != null;
  isAwaited = false;
  useUi.setState({ detailOpen: false });
  if (lost) document.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus();
}
