import { useEffect, useMemo } from 'react';
import { Button, IconButton } from '../../components/Button';
import { CloseIcon } from '../../components/icons';
import { exactLocal } from '../../lib/dates';
import { fateSentence, tally } from '../../lib/horizon-fate-words';
import type { Row } from '../../lib/rows';
import { toggleFilter, useUi } from '../../stores/ui';
import s from './AlivePanel.module.css';
import { dropMoment, useAlive } from './alive';

/** Who will not make it to the moment that was picked, in a sentence; and the way to them. */
export function AliveAnswer({ counted, now }: { readonly counted: readonly Row[]; readonly now: number }) {
  const { at, fate } = useAlive();
  const onlyDying = useUi((u) => u.facets.alive?.has('dies') ?? false);
  const sum = useMemo(() => (fate === null ? null : tally(counted, fate)), [fate, counted]);
  // Once the moment has come there is no question any more.
  useEffect(() => {
    if (at !== null && at <= now) dropMoment();
  }, [at, now]);
  if (at === null || sum === null) return null;
  return (
    <>
      <p role="status" className={s.sentence}>
        {fateSentence(sum, exactLocal(at, now))}
      </p>
      {sum.dies > 0 && (
        <Button size="small" variant="quiet" aria-pressed={onlyDying} onClick={() => toggleFilter('alive', 'dies')}>
          Only these
        </Button>
      )}
      <IconButton label="Ask no more about this moment" onClick={dropMoment}>
        <CloseIcon />
      </IconButton>
    </>
  );
}
