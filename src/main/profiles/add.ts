import type { Profile, ServerInfo } from '../../domain/profile';
import { fail, ok, type Problem, type Result } from '../../domain/result';
import type { TicketView } from '../../domain/views';
import { type Core, contextFor, driverOf } from '../keys/core';
import type { DriverContext, ServerDriver } from '../servers/driver';

export interface Probe {
  readonly address: string;
  readonly suggestedLabel: string;
  readonly info: ServerInfo | null;
  readonly found: TicketView | null;
  readonly plainHttp: boolean;
}

/** What a pasted text looks like to a kind of server, without the text. */
export function ticketFor(core: Core, text: string, kind: string | null): TicketView {
  const trimmed = text.trim();
  const drivers = [...core.drivers.values()].filter((d) => kind === null || d.description.kind === kind);
  const readings = drivers.map((d) => ({ driver: d, seen: d.recognise(trimmed) }));
  const best = readings.find((r) => r.seen.kindId !== null) ?? (kind === null ? undefined : readings[0]);
  const mark = best?.seen.marks.find((m) => m.kind === 'firstEight' || m.kind === 'lastSeven');
  const kindName = best?.driver.description.secretKinds.find((k) => k.id === best.seen.kindId)?.name ?? null;
  return {
    ticket: core.tickets.put(best?.seen.secret ?? trimmed),
    length: [...(best?.seen.secret ?? trimmed)].length,
    fragment: mark ? (mark.kind === 'lastSeven' ? `…${mark.value}` : mark.value) : null,
    kindName,
    problem: best?.seen.problem ?? null,
  };
}

/**
 * Understands a pasted address and asks the server what it is. A key inside the address is taken out before anything is sent and kept
 * under a ticket. An http:// address that is not loopback is not asked until the user accepted it.
 */
export async function probe(
  core: Core,
  kind: string,
  text: string,
  caFile: string | null,
  acceptPlainHttp: boolean,
): Promise<Result<Probe>> {
  const driver = driverOf(core, kind);
  const parsed = driver.parseAddress(text);
  if (!parsed.ok) return parsed;
  const { address, secret, suggestedLabel, plainHttp } = parsed.value;
  const found = secret === null ? null : ticketFor(core, secret, kind);
  if (!driver.description.network) return ok({ address, suggestedLabel, info: null, found, plainHttp: false });
  if (plainHttp && !acceptPlainHttp) return ok({ address, suggestedLabel, info: null, found, plainHttp: true });
  const ctx = await contextFor(core, caFile);
  const probed = ctx.ok ? await driver.probe(ctx.value, address) : ctx;
  if (!probed.ok) {
    // Nobody learns the ticket now.
    if (found) core.tickets.drop(found.ticket);
    return (ctx.ok && (await otherKind(core, ctx.value, { asked: driver, text, acceptPlainHttp }, probed.error))) || probed;
  }
  // The server may begin earlier than what was pasted: a folder of it is no name for it.
  const settled = driver.parseAddress(probed.value.address);
  return ok({
    address: probed.value.address,
    suggestedLabel: settled.ok ? settled.value.suggestedLabel : suggestedLabel,
    info: probed.value.info,
    found,
    plainHttp,
  });
}

/**
 * Where something else answers than what was asked for: whether another kind knows it for sure. No credential is sent. Null where none does, or
 * several do.
 */
async function otherKind(
  core: Core,
  ctx: DriverContext,
  { asked, text, acceptPlainHttp }: { readonly asked: ServerDriver; readonly text: string; readonly acceptPlainHttp: boolean },
  problem: Problem,
): Promise<ReturnType<typeof fail> | null> {
  // Without an answer nobody is there to be known.
  if (problem.code.startsWith('http.')) return null;
  const others = [...core.drivers.values()].filter((d) => d !== asked && d.description.network);
  const knowing = await Promise.all(
    others.map(async (d) => {
      const parsed = d.parseAddress(text);
      if (!parsed.ok || (parsed.value.plainHttp && !acceptPlainHttp)) return [];
      const probed = await d.probe(ctx, parsed.value.address);
      return probed.ok && !probed.value.unproven ? [d.description] : [];
    }),
  );
  const [kind, ...more] = knowing.flat();
  if (!kind || more.length > 0) return null;
  return fail('profile.otherKind', `This is not ${asked.description.name}: ${kind.name} answers at this address.`, {
    do: 'chooseKind',
    kind: kind.kind,
  });
}

export interface NewProfile {
  readonly kind: string;
  readonly address: string;
  readonly label: string;
  readonly note: string;
  readonly caFile: string | null;
  readonly plainHttpAccepted: boolean;
}

/** Adds a server that was probed just before; it is probed once more, so that what is stored is what the server said. */
export async function addProfile(core: Core, wanted: NewProfile): Promise<Result<{ profileId: string }>> {
  const driver = driverOf(core, wanted.kind);
  const parsed = driver.parseAddress(wanted.address);
  if (!parsed.ok) return parsed;
  if (parsed.value.plainHttp && !wanted.plainHttpAccepted)
    return fail('profile.plainHttp', 'Over http:// password and keys travel unencrypted. Accept that first, or use https://.', {
      do: 'none',
    });
  let address = parsed.value.address;
  let server: ServerInfo | null = null;
  if (driver.description.network) {
    const ctx = await contextFor(core, wanted.caFile);
    if (!ctx.ok) return ctx;
    const probed = await driver.probe(ctx.value, address);
    if (!probed.ok) return probed;
    address = probed.value.address;
    server = probed.value.info;
  }
  const profile: Profile = {
    id: core.newId(),
    kind: wanted.kind,
    label: wanted.label.trim() || parsed.value.suggestedLabel,
    address,
    principal: null,
    manager: { kind: 'none' },
    server,
    caFile: wanted.caFile,
    plainHttpAccepted: wanted.plainHttpAccepted,
    addedAt: core.now(),
    note: wanted.note,
  };
  await core.state.putProfile(profile);
  core.record({ what: 'profile.add', profileId: profile.id, outcome: 'done' });
  return ok({ profileId: profile.id });
}
