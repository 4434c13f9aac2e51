import { useRef } from 'react';
import { CloseIcon } from '../../components/icons';
import { FACET_TITLES, type FacetId, type Facets, facetLabel } from '../../lib/facets';
import { clearFilters } from '../../stores/ui';
import s from './Chips.module.css';

/** Facets that are chosen in the panel rather than by a menu of their own, in the order in which they are shown. */
export const PANEL: readonly FacetId[] = ['expires', 'unused', 'access', 'alive', 'owner', 'scope'];

/** The button that opens the panel. */
export const FILTERS_ID = 'filters';

export const inPanel = (facets: Facets): readonly FacetId[] => PANEL.filter((id) => facets[id] !== undefined);

/** What the panel's filters are, in words; each can be taken back. */
export function Chips({ facets }: { readonly facets: Facets }) {
  const list = useRef<HTMLUListElement>(null);
  const take = (id: FacetId, i: number) => {
    clearFilters(id);
    // The chip goes away with the focus on it: the next one gets it, else the button that opens the panel.
    requestAnimationFrame(() => {
      const rest = list.current?.querySelectorAll<HTMLElement>('button') ?? [];
      (rest[Math.min(i, rest.length - 1)] ?? document.getElementById(FILTERS_ID))?.focus();
    });
  };
  return (
    <ul ref={list} className={s.chips} aria-label="Filters">
      {inPanel(facets).map((id, i) => {
        const text = `${FACET_TITLES[id]}: ${[...(facets[id] ?? [])].map((v) => facetLabel(id, v)).join(' or ')}`;
        return (
          <li key={id}>
            <button type="button" className={s.chip} aria-label={`${text}. Take this filter away`} title={text} onClick={() => take(id, i)}>
              <span>{text}</span>
              <CloseIcon />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
