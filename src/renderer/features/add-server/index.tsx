import { useEffect, useRef, useState } from 'react';
import { client } from '../../client';
import type { DialogProps } from '../../dialogs';
import { useGone } from '../dialog-parts/useAction';
import { AskStep } from './AskStep';
import { ConfirmStep } from './ConfirmStep';
import { EndStep } from './EndStep';
import type { Asked, Probed } from './model';

/**
 * Adds a server in two steps: which kind and where, then what the server said. A key that was in the address is held by main under a
 * ticket until the person keeps it or leaves.
 */
export default function AddServer({ close }: DialogProps<'addServer'>) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [probed, setProbed] = useState<Probed | null>(null);
  const [end, setEnd] = useState<{ readonly profileId: string; readonly sentence: string | null; readonly problem: string | null } | null>(
    null,
  );
  const ticket = useRef<string | null>(null);
  const gone = useGone();

  useEffect(
    () => () => {
      if (ticket.current !== null) void client().call('secret.drop', { ticket: ticket.current });
    },
    [],
  );
  const takeTicket = (found: string | null) => {
    if (found === null) return;
    // Closed while the server was asked: nobody will use it any more.
    if (gone.current) void client().call('secret.drop', { ticket: found });
    else {
      if (ticket.current !== null && ticket.current !== found) void client().call('secret.drop', { ticket: ticket.current });
      ticket.current = found;
    }
  };

  if (end !== null) return <EndStep {...end} close={close} />;
  if (asked !== null && probed !== null)
    return (
      <ConfirmStep
        asked={asked}
        probed={probed}
        back={() => setProbed(null)}
        takeTicket={() => {
          const taken = ticket.current;
          ticket.current = null;
          return taken;
        }}
        end={setEnd}
        close={close}
      />
    );
  return (
    <AskStep
      before={asked}
      takeTicket={takeTicket}
      next={(a, p) => {
        setAsked(a);
        setProbed(p);
      }}
      close={close}
    />
  );
}
