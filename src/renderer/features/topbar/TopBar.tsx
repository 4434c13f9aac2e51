import { lazy, Suspense } from 'react';
import { type KeyState, STATE_WORDS } from '../../../domain/key-state';
import { Button, IconButton } from '../../components/Button';
import { ChevronIcon, RefreshIcon } from '../../components/icons';
import { MenuButton } from '../../components/Menu';
import { Popover } from '../../components/Popover';
import { Tile } from '../../components/Tile';
import { facetLabel } from '../../lib/facets';
import { useSnapshot } from '../../stores/state';
import { clearFilters, toggleFilter, useUi } from '../../stores/ui';
import { refresh } from '../key-actions';
import { VIEWS_ID } from '../views/id';
import { createKey } from '../window/shortcuts';
import type { Rows } from '../window/use-rows';
import { Chips, FILTERS_ID, inPanel } from './Chips';
import { SearchBox } from './SearchBox';
import s from './TopBar.module.css';

const STATES = Object.keys(STATE_WORDS) as KeyState[];
const NOTHING: ReadonlySet<string> = new Set();

/** Opened now and then; the first paint does not pay for them. */
const FilterPanel = lazy(async () => ({ default: (await import('../filters/FilterPanel')).FilterPanel }));

const ViewsPanel = lazy(async () => ({ default: (await import('../views/ViewsPanel')).ViewsPanel }));

/** Search, filters, and the one thing that is made here. */
export function TopBar({ rows }: { readonly rows: Rows }) {
  const facets = useUi((u) => u.facets);
  const view = useUi((u) => u.view);
  const search = useUi((u) => u.search);
  const profiles = useSnapshot((x) => x.profiles);
  const asking = profiles.some((p) => p.status.refresh === 'running');
  const readOnly = useSnapshot((x) => x.run.readOnly);

  const states = facets.state ?? NOTHING;
  const chosen = facets.server ?? NOTHING;
  const [state, ...moreStates] = states;
  const stateText =
    state === undefined
      ? 'State'
      : moreStates.length === 0
        ? `State: ${facetLabel('state', state)}`
        : `State: ${states.size} of ${STATES.length}`;
  const serverText =
    chosen.size === 0
      ? 'Server'
      : chosen.size === 1
        ? `Server: ${profiles.find((p) => chosen.has(p.id))?.label ?? '1'}`
        : `Server: ${chosen.size} of ${profiles.length}`;
  const more = inPanel(facets).length;
  return (
    <>
      <div className={s.bar}>
        <SearchBox />
        <MenuButton
          label={stateText}
          className={`${s.filter} ${states.size > 0 ? s.on : ''}`}
          items={() =>
            STATES.map((x) => ({
              label: STATE_WORDS[x],
              checked: states.has(x),
              before: <Tile state={x} left={0.6} size={14} />,
              run: () => toggleFilter('state', x),
            }))
          }
        >
          {stateText}
          <ChevronIcon />
        </MenuButton>
        {view.kind !== 'profile' && (
          <MenuButton
            label={serverText}
            className={`${s.filter} ${chosen.size > 0 ? s.on : ''}`}
            items={() => profiles.map((p) => ({ label: p.label, checked: chosen.has(p.id), run: () => toggleFilter('server', p.id) }))}
          >
            {serverText}
            <ChevronIcon />
          </MenuButton>
        )}
        <Popover
          wide
          buttonId={FILTERS_ID}
          label={more > 0 ? `Filters: ${more}` : 'Filters'}
          className={`${s.filter} ${more > 0 ? s.on : ''}`}
          trigger={
            <>
              {more > 0 ? `Filters: ${more}` : 'Filters'}
              <ChevronIcon />
            </>
          }
        >
          <Suspense fallback={null}>
            <FilterPanel rows={rows} />
          </Suspense>
        </Popover>
        <Popover
          label="Views"
          buttonId={VIEWS_ID}
          className={s.filter}
          trigger={
            <>
              Views
              <ChevronIcon />
            </>
          }
        >
          <Suspense fallback={null}>
            <ViewsPanel />
          </Suspense>
        </Popover>
        {(search !== '' || Object.keys(facets).length > 0) && (
          <Button variant="quiet" onClick={() => clearFilters()}>
            Clear
          </Button>
        )}
        <span className={s.space} />
        <IconButton label={asking ? 'Asking all servers…' : 'Refresh all servers'} aria-busy={asking} onClick={() => void refresh()}>
          <RefreshIcon />
        </IconButton>
        <Button variant="primary" onClick={createKey} disabled={readOnly !== null}>
          Create key
        </Button>
      </div>
      {more > 0 && <Chips facets={facets} />}
    </>
  );
}
