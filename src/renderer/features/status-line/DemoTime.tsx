import { DAY, duration } from '../../../domain/time';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Popover } from '../../components/Popover';
import { fullLocal } from '../../lib/dates';
import { useNow } from '../../stores/clock';
import { useSnapshot } from '../../stores/state';
import { toast } from '../../stores/ui';
import s from './StatusLine.module.css';

/** The demo's time, moved on so that keys near their end can be seen to end. Its servers go with it. */
export function DemoTime() {
  const shift = useSnapshot((x) => x.clockShiftMs);
  const now = useNow();
  const move = async (ms: number | null) => {
    const answer = await client().call('demo.moveTime', { ms });
    if (!answer.ok) toast(answer.error.message, 'bad');
  };
  const label = shift === 0 ? 'Time' : `Time: ${duration(shift)} ahead`;
  return (
    <Popover label={label} className={s.item} trigger={label}>
      <div className={s.time}>
        <p>
          In the demo it is <strong>{fullLocal(now)}</strong>. Time can be moved on, for Tessera and its built-in servers.
        </p>
        <div className={s.moves}>
          <Button size="small" onClick={() => void move(DAY)}>
            +1 day
          </Button>
          <Button size="small" onClick={() => void move(7 * DAY)}>
            +1 week
          </Button>
          <Button size="small" variant="quiet" disabled={shift === 0} onClick={() => void move(null)}>
            Back to now
          </Button>
        </div>
      </div>
    </Popover>
  );
}
