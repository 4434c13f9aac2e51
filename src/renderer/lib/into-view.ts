/** A ref for what must be seen as soon as it is there: an error below the fold of a long form looks like nothing happened. */
export function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
