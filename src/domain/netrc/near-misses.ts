import { isEntry } from './document';
import { lex } from './lex';
import { toText } from './text';

/** A machine name that looks meant for a host, though programs do not find it under that name. */
export interface NearMiss {
  /** 1 for the first line. */
  readonly line: number;
  /** As written, without any user or password inside. */
  readonly machine: string;
}

/** Longer names are nobody's host. */
const MOST = 300;

/** The host that a name is meant for: without scheme, user, port, path, comma or dot at its end, in lower case. */
function meant(name: string): string {
  const bare = name
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^/]*@/, '')
    .replace(/[/?#].*$/, '')
    .replace(/,.*$/, '');
  const host = /^\[([^\]]*)\]/.exec(bare)?.[1] ?? ((bare.match(/:/g)?.length ?? 0) > 1 ? bare : bare.replace(/:\d*$/, ''));
  return host.toLowerCase().replace(/\.$/, '');
}

/**
 * Machine names that name the host with a scheme, a port, a path, a comma or capital letters: every one of these is missed by some program, and
 * most by all (observed with curl 7.88, requests 2.34 and LabKey's Java client). A file that cannot be lexed has none. `host` in lower case.
 */
export function nearMisses(bytes: Uint8Array, host: string): readonly NearMiss[] {
  const { document } = lex(toText(bytes));
  return (document?.items ?? []).flatMap((item) => {
    if (!isEntry(item) || !item.name) return [];
    const name = item.name.value;
    if (name === host || name.length > MOST || meant(name) !== host) return [];
    return [{ line: item.line, machine: name.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/]*@/i, '$1') }];
  });
}
