import type { ReactNode } from 'react';
import type { Fate } from '../../../domain/alive-until';
import type { DriverDescription } from '../../../domain/driver';
import { ExpiryCell, Fragment, StateLabel } from '../../components/bits';
import { ScopeChips } from '../../components/ScopeChips';
import { Tile } from '../../components/Tile';
import type { Sizes } from '../../lib/columns';
import { age, exactBoth, shortDay } from '../../lib/dates';
import { ownerOf } from '../../lib/facets';
import { placeKind } from '../../lib/places';
import { lastUsedOf, lifeLeftOf, type Row } from '../../lib/rows';
import { isolated } from '../../lib/text';
import s from './KeyTable.module.css';

/** What a cell needs beside its row. */
export interface CellContext {
  readonly now: number;
  readonly drivers: ReadonlyMap<string, DriverDescription>;
  /** What becomes of a row until the moment that was picked at the horizon, and that moment in words; null where none was. */
  readonly alive: { readonly fate: (row: Row) => Fate; readonly when: string } | null;
  /** The column's width in pixels. */
  readonly width: number;
}

/** What a column that leaves for want of room holds is in the details too. */
export interface Column extends Sizes {
  readonly label: string;
  readonly cell: (row: Row, context: CellContext) => ReactNode;
}

const two = (main: ReactNode, sub: ReactNode, tip?: string) => (
  <span className={s.two} title={tip}>
    <span className={s.one}>{main}</span>
    {sub !== null && <span className={s.sub}>{sub}</span>}
  </span>
);
const muted = (text: string, tip?: string) => (
  <span className={s.muted} title={tip}>
    {text}
  </span>
);

/** A column in which most servers are silent stays calm. */
const NOT_TOLD = (
  <span className={s.muted} title="This server does not tell when a key was made.">
    <span aria-hidden="true">–</span>
    <span className="visually-hidden">not told</span>
  </span>
);

/** Beside its end: that a key will have died by the moment that was picked, or that nobody can tell. */
function FateMark({ row, context: { alive } }: { readonly row: Row; readonly context: CellContext }) {
  const fate = alive?.fate(row);
  if (!alive || (fate !== 'dies' && fate !== 'unsure')) return null;
  const words = fate === 'dies' ? `will not make it to ${alive.when}` : `cannot be told for ${alive.when}`;
  return (
    <span className={fate === 'dies' ? s.dies : s.unsure} title={words}>
      <span aria-hidden="true">{fate === 'dies' ? '✕' : '?'}</span>
      <span className="visually-hidden">, {words}</span>
    </span>
  );
}

const driverOf = (row: Row, c: CellContext) => c.drivers.get(row.profile?.kind ?? '') ?? null;

export const COLUMNS: readonly Column[] = [
  {
    id: 'key',
    label: 'Key',
    min: 188,
    grow: 2.4,
    order: 0,
    cell: (row, c) => (
      <>
        <Tile state={row.state.state} left={lifeLeftOf(row, c.now)} />
        {two(
          <b title={isolated(row.name)}>
            <bdi>{row.name}</bdi>
          </b>,
          <>
            {row.fragment !== null && row.fragment !== row.name && (
              <bdi>
                <Fragment>{row.fragment}</Fragment>
              </bdi>
            )}
            {row.key.local.owner && (
              <span>
                {' '}
                · <bdi>{row.key.local.owner}</bdi>
              </span>
            )}
          </>,
        )}
      </>
    ),
  },
  { id: 'state', label: 'State', min: 120, grow: 0.4, order: 1, cell: (row) => <StateLabel state={row.state.state} /> },
  {
    id: 'server',
    label: 'Server',
    min: 96,
    grow: 0.7,
    order: 4,
    cell: (row) => (
      <bdi className={s.twoLines} title={[isolated(row.server), row.profile?.address].filter(Boolean).join('\n')}>
        {row.server}
      </bdi>
    ),
  },
  {
    id: 'owner',
    label: 'Belongs to',
    min: 108,
    grow: 0.6,
    order: 2.5,
    cell: (row) => {
      const owner = ownerOf(row);
      return owner === null ? muted('not told') : two(<bdi>{owner}</bdi>, null, isolated(owner));
    },
  },
  {
    id: 'scopes',
    label: 'Scopes',
    min: 124,
    grow: 1.2,
    order: 3,
    cell: (row, c) => {
      const listed = row.key.listed?.value;
      if (driverOf(row, c)?.columns.includes('scopes') === false && !listed?.fullAccess) return muted('not told');
      // About 6.2 pixels a character at this size; the chips' own frames are counted as characters.
      return <ScopeChips scopes={listed?.scopes ?? null} fullAccess={listed?.fullAccess ?? false} room={Math.floor(c.width / 6.2)} />;
    },
  },
  {
    id: 'created',
    label: 'Created',
    min: 92,
    grow: 0.4,
    order: 7,
    cell: (row, c) => (row.createdAt === null ? NOT_TOLD : <time title={exactBoth(row.createdAt)}>{shortDay(row.createdAt, c.now)}</time>),
  },
  {
    id: 'expires',
    label: 'Expires',
    min: 122,
    grow: 0.5,
    order: 2,
    cell: (row, c) =>
      row.state.state === 'heldGone' ? (
        two('gone', row.state.asOf === null ? null : `noticed ${age(row.state.asOf, c.now)}`, row.state.reason)
      ) : (
        <span className={s.withFate}>
          <ExpiryCell expiry={row.expiry} now={c.now} />
          <FateMark row={row} context={c} />
        </span>
      ),
  },
  {
    id: 'lastUsed',
    label: 'Last used',
    min: 104,
    grow: 0.5,
    order: 5,
    cell: (row, c) => {
      const used = lastUsedOf(row.key, driverOf(row, c));
      if (used.kind === 'notTold') return muted('not told', 'This server does not tell when a key was used.');
      if (used.kind === 'never') return muted('never');
      return two(
        <time dateTime={new Date(used.at).toISOString()}>{age(used.at, c.now)}</time>,
        used.byTessera ? 'checked by Tessera' : null,
        used.byTessera ? `${exactBoth(used.at)}\nThis was a check of Tessera's own, not a use of the key.` : exactBoth(used.at),
      );
    },
  },
  {
    id: 'places',
    label: 'Used at',
    min: 88,
    grow: 0.5,
    order: 6,
    cell: (row) => {
      const { places } = row.key;
      const [first] = places;
      if (first === undefined) return muted('nowhere', 'Tessera put it nowhere; it may be in use elsewhere.');
      const bad = places.find((p) => p.lastCheck !== null && p.lastCheck.state !== 'present');
      return two(
        `${placeKind(first.kind)}${places.length > 1 ? ` +${places.length - 1}` : ''}`,
        bad?.lastCheck ? <span className={s.warn}>{bad.lastCheck.state}</span> : null,
        places.map((p) => `${isolated(p.path)} (${isolated(p.locator)})${p.lastCheck ? `: ${p.lastCheck.state}` : ''}`).join('\n'),
      );
    },
  },
];
