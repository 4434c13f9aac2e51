/** What a release of LabKey Server changed for keys, by the release that brought it. */
const SINCE = {
  /** Keys without the prefix `apikey|`. */
  bareKeys: '23.3',
  /** A user lists and deletes keys of one's own (`core.UserAPIKeys`). */
  ownKeys: '24.2',
  /** A bad key is refused with 401; before, the request went on as a guest. */
  refusesBadKeys: '24.7.1',
  /** Descriptions and "last used". */
  describes: '24.10',
  /** `Authorization: Bearer`. */
  bearer: '26.5',
} as const;

export type Feature = keyof typeof SINCE;

/** Whether a release has a feature; `unknown` where the release is not known, as with servers that hide it. */
export function has(version: string | null | undefined, feature: Feature): 'yes' | 'no' | 'unknown' {
  const order = compareReleases(version ?? '', SINCE[feature]);
  return order === null ? 'unknown' : order >= 0 ? 'yes' : 'no';
}

/** 23.10 to 24.1 refuse every key on a site whose administrator set no default domain, and say nothing of it. */
export function hasDomainBug(version: string | null | undefined): boolean {
  const from = compareReleases(version ?? '', '23.10');
  const to = compareReleases(version ?? '', '24.2');
  return from !== null && to !== null && from >= 0 && to < 0;
}

/** Compares `24.11-SNAPSHOT`, `24.7.1` and the like; null where one is no release. A missing third part counts as 0. */
export function compareReleases(a: string, b: string): number | null {
  const [x, y] = [numbersOf(a), numbersOf(b)];
  if (x === null || y === null) return null;
  for (const [i, n] of x.entries()) {
    const d = n - (y[i] ?? 0);
    if (d !== 0) return d;
  }
  return 0;
}

function numbersOf(release: string): readonly number[] | null {
  const match = /^(\d{2})\.(\d{1,2})(?:\.(\d{1,3}))?/.exec(release.trim());
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : null;
}
