import { type ReactNode, useId, useState } from 'react';
import type { DriverDescription } from '../../../domain/driver';
import type { KeyLink } from '../../../domain/key';
import { client } from '../../client';
import { Button } from '../../components/Button';
import { Age, Fact } from '../../components/bits';
import { ScopeChips } from '../../components/ScopeChips';
import { age, exactBoth, exactLocal, expiryText, fullLocal, shortDay, utc } from '../../lib/dates';
import { kindOfSecret } from '../../lib/link';
import { lastUsedOf, type Row } from '../../lib/rows';
import { isolated } from '../../lib/text';
import { useSnapshot } from '../../stores/state';
import { toast } from '../../stores/ui';
import s from './Detail.module.css';

/** A titled part of the pane; `aside` says from when its facts are. */
export function Section({ title, aside, children }: { readonly title: string; readonly aside: ReactNode; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className={s.sectionHead}>
        <h3 id={id}>{title}</h3>
        <span>{aside}</span>
      </div>
      {children}
    </section>
  );
}

const HOLDING = {
  found: 'held in',
  absent: 'missing from',
  locked: 'held in the locked',
  unavailable: 'held in, not reachable now:',
} as const;
const BACKEND = { os: '', vault: 'the passphrase vault', memory: 'memory, until Tessera quits' } as const;
const ORIGIN = { created: 'created here', pasted: 'pasted', url: 'from an address, kept' } as const;

/** What the server's listing told, with its age. */
export function ServerFacts({
  row: r,
  driver,
  now: t,
}: {
  readonly row: Row;
  readonly driver: DriverDescription | null;
  readonly now: number;
}) {
  const { key } = r;
  if (!key.listed) return null;
  const l = key.listed.value;
  const expiry = expiryText(r.expiry, t);
  const used = lastUsedOf(key, driver);
  return (
    <Section
      title="The server says"
      aside={
        <span title={exactBoth(key.listed.asOf)}>
          {key.presence.value === 'listed' ? `listed ${age(key.listed.asOf, t)}` : `last seen ${age(key.listed.asOf, t)}`}
        </span>
      }
    >
      <dl className={s.facts}>
        {key.local.label && l.name && (
          <Fact label={driver?.nameLabel ?? 'Name'}>
            <bdi>{l.name}</bdi>
          </Fact>
        )}
        {l.owner && (
          <Fact label="Belongs to">
            <bdi>{l.owner.label}</bdi>
          </Fact>
        )}
        <Fact label="Scopes">
          <ScopeChips scopes={l.scopes} fullAccess={l.fullAccess} />
        </Fact>
        {l.accessTags && <Fact label="Access tags">{l.accessTags.length > 0 ? l.accessTags.map(isolated).join(', ') : 'none'}</Fact>}
        <Fact label="Expires">
          {r.expiry.kind === 'at' ? (
            <>
              {fullLocal(r.expiry.at)}
              <span className={s.sub}>{utc(r.expiry.at)}</span>
            </>
          ) : (
            <span title={expiry.tip ?? undefined}>{[expiry.main, expiry.sub].filter(Boolean).join(', ')}</span>
          )}
        </Fact>
        <Fact label="Last used">
          {used.kind === 'notTold' ? (
            'not told'
          ) : used.kind === 'never' ? (
            'never'
          ) : (
            <>
              <Age at={used.at} now={t} />
              <span className={s.sub}>{used.byTessera ? "a check of Tessera's own" : exactLocal(used.at, t)}</span>
              {used.byTessera && key.lastRealUse !== undefined && (
                <span className={s.sub}>
                  before that <Age at={key.lastRealUse} now={t} />
                </span>
              )}
            </>
          )}
        </Fact>
        {l.createdAt !== null && (
          <Fact label="Created">
            <span title={exactBoth(l.createdAt)}>{exactLocal(l.createdAt, t)}</span>
          </Fact>
        )}
      </dl>
    </Section>
  );
}

/** What this machine knows of the key: the secret, its own checks, the user's words. */
export function MachineFacts({
  row: r,
  driver,
  now: t,
}: {
  readonly row: Row;
  readonly driver: DriverDescription | null;
  readonly now: number;
}) {
  const { key } = r;
  const kind = kindOfSecret(key, driver);
  const keychain = useSnapshot((x) => x.keychain.name);
  const { held, check, local } = key;
  return (
    <Section title="This machine" aside={null}>
      <dl className={s.facts}>
        <Fact label="Secret">
          {held === null ? (
            'not held here'
          ) : (
            <>
              {HOLDING[held.lastSeen.value]} {held.backend === 'os' ? keychain : BACKEND[held.backend]}
              <span className={s.sub}>
                {ORIGIN[held.origin]} {shortDay(held.since, t)}; seen {age(held.lastSeen.asOf, t)}
              </span>
            </>
          )}
        </Fact>
        {kind && (
          <Fact label="Kind">
            {kind.name}
            {kind.memoryOnly && <span className={s.only}>kept in memory only, never written to a file</span>}
            {kind.warning && <span className={s.sub}>{kind.warning}</span>}
          </Fact>
        )}
        {key.linked && <Linked row={r} link={key.linked} now={t} />}
        {check && (
          <Fact label="Own check">
            {check.value.kind === 'live' ? 'accepted' : check.value.kind === 'refused' ? 'refused' : `proved nothing: ${check.value.why}`}
            <span className={s.sub}>
              <Age at={check.asOf} now={t} />
            </span>
          </Fact>
        )}
        {key.userExpiry && !key.listed && (
          <Fact label="Ends">{[expiryText(r.expiry, t).main, expiryText(r.expiry, t).sub].filter(Boolean).join(', ')}</Fact>
        )}
        <Fact label="First seen">
          <span title={exactBoth(key.firstSeen)}>{shortDay(key.firstSeen, t)}</span>
        </Fact>
        {local.owner && (
          <Fact label="Owner">
            <bdi>{local.owner}</bdi>
          </Fact>
        )}
        {local.note && (
          <Fact label="Note">
            <bdi>{local.note}</bdi>
          </Fact>
        )}
      </dl>
    </Section>
  );
}

const LINKED = {
  use: 'found by its use: of all listed keys only this one’s last use moved when it was shown',
  hand: 'you said so',
} as const;

/** How a held secret and a row that shows no part of it were found to be one key. */
function Linked({ row, link, now: t }: { readonly row: Row; readonly link: KeyLink; readonly now: number }) {
  const [busy, setBusy] = useState(false);
  const takeBack = async () => {
    setBusy(true);
    const answer = await client().call('keys.unlink', { keyId: row.key.id });
    setBusy(false);
    toast(answer.ok ? 'The link was taken back. The secret stays held.' : answer.error.message, answer.ok ? 'good' : 'bad');
  };
  return (
    <Fact label="Listed row">
      {LINKED[link.by]}
      <span className={s.sub}>
        <Age at={link.at} now={t} />
        {' · '}
        <Button size="small" variant="quiet" busy={busy} onClick={() => void takeBack()}>
          Take the link back
        </Button>
      </span>
    </Fact>
  );
}
