import { client } from '../../client';
import { BUILT_IN, type Change, parseView, type TableView } from '../../lib/views';
import { useAppState } from '../../stores/state';
import { toast, useUi } from '../../stores/ui';
import { useAlive } from '../horizon/alive';
import { pickMoment } from '../horizon/pick';
import { COLUMNS_ID } from '../table/HowDrawn';
import { layoutNow, setLayout, toggleGrouping } from '../table/layout';
import { VIEWS_ID } from './id';

/** What the table shows now, as a view. */
export function presentView(): TableView {
  const { view, search, facets, sort } = useUi.getState();
  const { grouped, shown, widths } = layoutNow();
  return {
    where: view.kind === 'attention' || view.kind === 'profile' ? view : { kind: 'all' },
    search,
    facets,
    sort,
    layout: { grouped, shown, widths },
    alive: facets.alive === undefined ? null : useAlive.getState().choice,
  };
}

/** Shows the table as a view says. What it names that is no more, a server or a moment, is left out. */
export function applyView({ where, search, facets, sort, layout, alive }: TableView): void {
  const profiles = useAppState.getState().snapshot?.profiles ?? [];
  const there = where.kind !== 'profile' || profiles.some((p) => p.id === where.profileId);
  const { alive: byFate, ...others } = facets;
  const asked = byFate !== undefined && alive !== null && pickMoment(alive);
  useUi.setState({ view: there ? where : { kind: 'all' }, search, facets: asked ? facets : others, sort, selected: new Set() });
  if (layout !== null) setLayout({ ...layoutNow(), ...layout });
  if (!there) toast('The server of this view was removed; all keys are shown.');
  if (byFate !== undefined && !asked) toast('The moment of this view has passed; it is left out.');
}

/** Keeps the views among the settings. Answers what went wrong, in a sentence, or null. */
export async function keepViews(change: Change): Promise<string | null> {
  if (!change.ok) return change.problem;
  const answer = await client().call('settings.set', { views: [...change.views] });
  return answer.ok ? null : answer.error.message;
}

const press = (id: string) => document.getElementById(id)?.click();

/** What the palette can do with views and with how the table is drawn. */
export function viewActions() {
  const saved = useAppState.getState().snapshot?.settings.views ?? [];
  return [
    ...saved.map(({ id, name, text }) => ({
      id: `view-${id}`,
      label: `View: ${name}`,
      also: 'saved filter',
      run: () => applyView(parseView(text)),
    })),
    ...BUILT_IN.map(({ id, name, view }) => ({ id: `view-${id}`, label: `View: ${name}`, also: 'filter', run: () => applyView(view) })),
    { id: 'saveView', label: 'Save this view…', also: 'views rename delete filter columns', run: () => press(VIEWS_ID) },
    {
      id: 'group',
      label: layoutNow().grouped ? 'Do not group by server' : 'Group by server',
      also: 'table list',
      run: toggleGrouping,
    },
    { id: 'columns', label: 'Columns…', also: 'table choose size width reset', run: () => press(COLUMNS_ID) },
  ];
}
