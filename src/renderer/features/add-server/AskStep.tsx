import { useEffect, useId, useRef, useState } from 'react';
import type { DriverDescription } from '../../../domain/driver';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Progress } from '../../components/bits';
import { Dialog } from '../../components/Dialog';
import { CheckField, Field, NO_HELPERS } from '../../components/Field';
import f from '../../components/Field.module.css';
import { Notice } from '../../components/Notice';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useSnapshot } from '../../stores/state';
import { PathField } from '../dialog-parts/PathField';
import parts from '../dialog-parts/parts.module.css';
import { useAction } from '../dialog-parts/useAction';
import s from './add-server.module.css';
import { withoutSecrets } from './address';
import type { Asked, Probed } from './model';

export interface AskStepProps {
  /** What was said before, when the person comes back. */
  readonly before: Asked | null;
  /** Hands over the ticket of a key that was in the address. */
  readonly takeTicket: (ticket: string | null) => void;
  readonly next: (asked: Asked, probed: Probed) => void;
  readonly close: () => void;
}

/** Nothing is asked of a kind without network, nor of an empty address. */
const UNASKED: Probed = { address: '', suggestedLabel: '', info: null, found: null, plainHttp: false };

/** Which kind of server, and where. The address field is uncontrolled, since a pasted address may hold a key. */
export function AskStep({ before, takeTicket, next, close }: AskStepProps) {
  const drivers = useSnapshot((x) => x.drivers);
  const demoServers = useSnapshot((x) => x.run.demoServers);
  const [kind, setKind] = useState(before?.driver.kind ?? drivers[0]?.kind ?? '');
  const driver = drivers.find((d) => d.kind === kind);
  const [caFile, setCaFile] = useState(before?.caFile ?? '');
  const [plain, setPlain] = useState<Probed | null>(null);
  const [accepted, setAccepted] = useState(false);
  const [missing, setMissing] = useState<string | null>(null);
  const [cut, setCut] = useState(false);
  const address = useRef<HTMLInputElement>(null);
  /** The demo's server that was last picked: its name is a better suggestion than its address. */
  const demo = useRef<(typeof demoServers)[number] | null>(null);
  const found = useRef<Probed['found']>(null);
  const action = useAction();
  useEffect(() => address.current?.focus(), []);

  const send = async (as = kind) => {
    const driver = drivers.find((d) => d.kind === as);
    if (!driver || !address.current || action.busy) return;
    const text = address.current.value;
    if (text.trim() === '') {
      if (driver.address.required) {
        setMissing(`${driver.address.label} is needed.`);
        address.current.focus();
        return;
      }
      next({ driver, address: '', caFile: '', plainHttpAccepted: false }, UNASKED);
      return;
    }
    if (plain && !accepted) return;
    // From here on the page keeps no more of the text than what cannot hold a key.
    const bare = withoutSecrets(text);
    const hadMore = bare !== text.trim();
    address.current.value = bare;
    setMissing(null);
    setCut(false);
    const answer = await action.run(async () => {
      const probe = await client().call('profile.probe', {
        kind: as,
        address: text,
        caFile: caFile.trim() || null,
        acceptPlainHttp: plain !== null && accepted,
      });
      if (probe.ok) takeTicket(probe.value.found?.ticket ?? null);
      return probe;
    });
    if (answer === null) return;
    if (!answer.ok) {
      setCut(hadMore);
      if (answer.error.field === 'address') {
        setMissing(answer.error.message);
        action.setProblem(null);
      }
      return;
    }
    const probed = answer.value;
    const suggested = bare === demo.current?.address ? demo.current : null;
    found.current = probed.found ?? found.current;
    address.current.value = probed.address;
    if (probed.plainHttp && !accepted && driver.network) setPlain(probed);
    else
      next(
        { driver, address: probed.address, caFile: caFile.trim(), plainHttpAccepted: probed.plainHttp && accepted },
        { ...probed, suggestedLabel: suggested?.name ?? probed.suggestedLabel, found: found.current },
      );
  };
  const change = () => {
    setMissing(null);
    setPlain(null);
    setAccepted(false);
  };
  const problem = action.problem;
  const wanted = problem?.next.do === 'chooseKind' ? problem.next.kind : null;
  const other = drivers.find((d) => d.kind === wanted);
  const toOther = other && {
    label: `Add ${other.name}`,
    run: () => {
      setKind(other.kind);
      void send(other.kind);
    },
  };
  return (
    <Dialog
      title="Add a server"
      onClose={close}
      onSubmit={() => void send()}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.busy} disabled={plain !== null && !accepted}>
            {action.busy ? 'Asking the server…' : plain ? 'Continue unencrypted' : 'Continue'}
          </Button>
        </>
      }
    >
      {demoServers.length > 0 && (
        <Notice tone="info">
          <p>This is the demo. It runs servers of its own on this machine to try things with:</p>
          <div className={parts.buttons}>
            {demoServers.map((d) => (
              <Button
                key={d.name}
                size="small"
                onClick={() => {
                  setKind(d.kind);
                  change();
                  demo.current = d;
                  if (address.current) address.current.value = d.address;
                  address.current?.focus();
                }}
              >
                Use {d.name}
              </Button>
            ))}
          </div>
        </Notice>
      )}
      <KindCards
        drivers={drivers}
        kind={kind}
        pick={(k) => {
          setKind(k);
          change();
          action.setProblem(null);
        }}
      />
      {driver && (
        <Field label={driver.address.label} help={driver.address.help} error={missing} required={driver.address.required}>
          {(control) => (
            <input
              {...NO_HELPERS}
              {...control}
              ref={address}
              type="text"
              inputMode="url"
              className={`${f.input} ${f.mono}`}
              defaultValue={before?.address ?? ''}
              placeholder={driver.address.placeholder}
              onInput={change}
            />
          )}
        </Field>
      )}
      {cut && (
        <p className={parts.quiet}>
          What could hold a key was taken out of the field. Paste the address again if the key in it shall be kept.
        </p>
      )}
      {plain && (
        <Notice tone="warn">
          <p>
            <strong>{plain.address}</strong> is plain http. Nothing was sent yet. Over it your password and your keys travel unencrypted:
            anyone on the way can read and use them. Use https:// if the server has it.
          </p>
          <CheckField
            label="I accept that password and keys travel unencrypted to this address"
            checked={accepted}
            onChange={setAccepted}
          />
        </Notice>
      )}
      {driver?.network && (
        <details className={parts.disclosure} open={caFile !== ''}>
          <summary>The server has a certificate of your own authority</summary>
          <PathField
            label="CA file (PEM)"
            purpose="caFile"
            value={caFile}
            onChange={setCaFile}
            help="Trusted for this server, besides the system's authorities. Certificates are always checked."
          />
        </details>
      )}
      {action.busy && <Progress label="Asking the server what it is; no credential is sent. Closing this stops waiting." />}
      {problem && <ProblemNotice problem={problem} retry={() => void send()} next={toOther} />}
    </Dialog>
  );
}

function KindCards({
  drivers,
  kind,
  pick,
}: {
  readonly drivers: readonly DriverDescription[];
  readonly kind: string;
  readonly pick: (kind: string) => void;
}) {
  const id = useId();
  return (
    <fieldset className={s.kinds}>
      <legend className="visually-hidden">Kind of server</legend>
      {drivers.map((d) => (
        <label key={d.kind} className={s.kind} data-chosen={d.kind === kind || undefined}>
          <input
            type="radio"
            name={`${id}-kind`}
            checked={d.kind === kind}
            onChange={() => pick(d.kind)}
            aria-describedby={`${id}-${d.kind}`}
            aria-label={d.name}
          />
          <span>
            <strong>{d.name}</strong>
            <span id={`${id}-${d.kind}`} className={s.blurb}>
              {d.blurb}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
