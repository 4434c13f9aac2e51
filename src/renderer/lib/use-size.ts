import { useLayoutEffect, useState } from 'react';

/**
 * An element and its width in pixels, measured before the first paint and after each change. The element is state, not a ref: it may come
 * long after the component's first render, when there is something to show at last.
 */
export function useWidth<E extends HTMLElement>(): [attach: (element: E | null) => void, element: E | null, width: number] {
  const [element, attach] = useState<E | null>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [attach, element, width];
}
