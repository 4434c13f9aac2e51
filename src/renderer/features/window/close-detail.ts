import { useUi } from '../../stores/ui';

/** Closes the details. The focus stays where it is, and goes to the row where it was in them or nowhere. */
export function closeDetail(): void {
  const { activeElement, body } = document;
  const lost = activeElement === body || activeElement?.closest('aside') != null;
  useUi.setState({ detailOpen: false });
  if (lost) document.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus();
}
