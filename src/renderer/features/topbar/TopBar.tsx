import { type KeyState, STATE_WORDS } from '../../../domain/key-state';
import { Button, IconButton } from '../../components/Button';
import { ChevronIcon, RefreshIcon } from '../../components/icons';
import { MenuButton } from '../../components/Menu';
import { Tile } from '../../components/Tile';
import { useSnapshot } from '../../stores/state';
import { useUi } from '../../stores/ui';
import { refresh } from '../key-actions';
import { createKey } from '../window/shortcuts';
import { SearchBox } from './SearchBox';
import s from './TopBar.module.css';

const STATES = Object.keys(STATE_WORDS) as KeyState[];

const toggled = <T,>(set: ReadonlySet<T>, item: T): Set<T> => {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
};

/** Search, filters, and the one thing that is made here. */
export function TopBar() {
  const states = useUi((u) => u.states);
  const chosen = useUi((u) => u.profiles);
  const view = useUi((u) => u.view);
  const search = useUi((u) => u.search);
  const profiles = useSnapshot((x) => x.profiles);
  const asking = profiles.some((p) => p.status.refresh === 'running');
  const readOnly = useSnapshot((x) => x.run.readOnly);

  const stateText =
    states.size === 0
      ? 'State'
      : states.size === 1
        ? `State: ${STATE_WORDS[[...states][0] as KeyState]}`
        : `State: ${states.size} of ${STATES.length}`;
  const serverText =
    chosen.size === 0
      ? 'Server'
      : chosen.size === 1
        ? `Server: ${profiles.find((p) => chosen.has(p.id))?.label ?? '1'}`
        : `Server: ${chosen.size} of ${profiles.length}`;
  const filtered = states.size > 0 || chosen.size > 0 || search !== '';
  return (
    <div className={s.bar}>
      <SearchBox />
      <MenuButton
        label={stateText}
        className={`${s.filter} ${states.size > 0 ? s.on : ''}`}
        items={() =>
          STATES.map((state) => ({
            label: STATE_WORDS[state],
            checked: states.has(state),
            before: <Tile state={state} left={0.6} size={14} />,
            run: () => useUi.setState((u) => ({ states: toggled(u.states, state), selected: new Set() })),
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
          items={() =>
            profiles.map((p) => ({
              label: p.label,
              checked: chosen.has(p.id),
              run: () => useUi.setState((u) => ({ profiles: toggled(u.profiles, p.id), selected: new Set() })),
            }))
          }
        >
          {serverText}
          <ChevronIcon />
        </MenuButton>
      )}
      {filtered && (
        <Button variant="quiet" onClick={() => useUi.setState({ states: new Set(), profiles: new Set(), search: '' })}>
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
  );
}
