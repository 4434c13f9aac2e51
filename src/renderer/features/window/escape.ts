import { useEffect } from 'react';
import { useUi } from '../../stores/ui';
import { dropMoment, useAlive } from '../horizon/alive';
import { closeDetail } from './details';
import { pageOf } from './pages';

/**
 * Escape, where no part of the window took it for itself: closes what lies on top of the table, one thing a press. An open panel, menu or
 * dialog closes by itself, and the search clears its text first.
 */
export function useEscape(): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== 'Escape' || e.defaultPrevented || e.isComposing || document.querySelector('dialog[open], :popover-open') !== null)
        return;
      const { view, detailOpen } = useUi.getState();
      if (pageOf(view) !== null) return;
      if (detailOpen) closeDetail();
      else if (useAlive.getState().at !== null) dropMoment();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
