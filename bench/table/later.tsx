import { type ReactNode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

let show: () => void = () => {};

/** What is to be measured, mounted in a page whose React runs already; `ready` once what it is given is there. */
export function Later({ ready, children }: { readonly ready: () => void; readonly children: () => ReactNode }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    show = () => setShown(true);
    ready();
  }, [ready]);
  return shown ? children() : null;
}

export const draw = (): void => show();

/** The page's root, and its element as high as the grid shall be. */
export function rootOf(height: number) {
  const element = document.getElementById('root');
  if (element === null) throw new Error('no #root');
  element.style.cssText = `display: flex; flex-direction: column; height: ${height}px`;
  return createRoot(element);
}
