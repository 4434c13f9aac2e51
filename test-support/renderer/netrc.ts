import type { KeyView, NetrcLook, NetrcPreview, Patch, PlaceRemovalPreview, PlaceView } from '../../src/domain/views';
import type { Args } from '../../src/ipc/contract';
import { NOW } from './sketch';

const PATH = '/home/alice/.netrc';

const FINDINGS: NetrcLook['findings'] = [
  {
    code: 'python-rejects',
    line: 7,
    severity: 'error',
    sentence:
      'Python rejects the whole file, so requests, httpx and pip find no key in it. Line 7 has a word where Python expects a keyword, often the second word of a comment below a blank line.',
  },
  {
    code: 'commented-out-entry',
    line: 3,
    severity: 'warning',
    sentence:
      'Line 3 is a commented-out entry. The LabKey Java client, Perl and ftp programs read it as if it were not commented out. Take it out if it is not needed.',
  },
  {
    code: 'no-final-newline',
    line: 12,
    severity: 'warning',
    sentence: 'The last line has no line end. curl 7.86 does not see it.',
  },
];

export const removalFromFile = (place: PlaceView): PlaceRemovalPreview => ({
  path: place.path,
  version: 'v1',
  exists: true,
  before: [`4: ${place.locator}=••••••••`],
  after: [],
  warnings: [],
  mustForce: false,
  unheld: false,
});

export const removalFromNetrc = (place: PlaceView): PlaceRemovalPreview => ({
  path: PATH,
  version: 'v1',
  exists: true,
  before: [`5: machine ${place.locator} login apikey password ••••••••`, '6: '],
  after: [],
  warnings: ['Some programs will still find a key for the host in the file: in another entry, a comment or a macro.'],
  mustForce: false,
  unheld: false,
});

/** One character per byte, as main reads the file. */
const OTHER_FILES: Readonly<Record<'odd' | 'stopped', Partial<NetrcLook>>> = {
  odd: {
    entries: [
      { host: 'data.example.org', login: '\u00c3\u00bc', line: 1, keyId: null, held: false },
      { host: '\u00e2\u0080\u00aegro.live', login: 'bob', line: 2, keyId: null, held: false },
    ],
    defaultLine: 3,
  },
  stopped: {
    findings: [
      {
        code: 'dangling-keyword',
        line: 14,
        severity: 'error',
        sentence: 'Line 14 has a keyword without its value. Complete the line, or take it out. Tessera does not edit the file until then.',
      },
    ],
    fixes: [],
    entries: [],
  },
};

/** The netrc file of the scene: one thing that Python trips over, an unknown key, a line of Panorama's. */
export function netrcHandlers(
  patch: (change: Omit<Patch, 'seq'>) => void,
  edit: (id: string, change: (k: KeyView) => KeyView) => void,
  file: 'odd' | 'stopped' | undefined,
) {
  let isFixed = false;
  let isOwners = false;
  let taken = false;
  const look = (): NetrcLook => ({
    path: PATH,
    why: 'The netrc file in your home folder.',
    exists: true,
    warnings: isOwners
      ? []
      : [
          'Other users of this machine have access to the file (mode 0644). Python and Perl refuse it for that where they find it by themselves.',
        ],
    findings: isFixed ? FINDINGS.slice(1) : FINDINGS,
    fixes: [
      ...(isFixed
        ? []
        : [
            {
              id: 'shield-comments' as const,
              sentence: 'Put a line # above comments (or a blank behind their #) that make Python reject the file.',
            },
          ]),
      { id: 'final-newline', sentence: 'Add a line end to the last line.' },
      ...(isOwners ? [] : [{ id: 'owner-only' as const, sentence: 'Take the rights of other users away from the file.' }]),
    ],
    entries: [
      { host: 'panorama.example', login: 'apikey', line: 5, keyId: 'k3', held: true },
      { host: 'urs.earthdata.nasa.example', login: 'alice', line: 9, keyId: taken ? 'k5' : null, held: taken },
      {
        host: 'a-very-long-host-name.of-an-institute.with-many-departments.example.org',
        login: 'apikey',
        line: 12,
        keyId: null,
        held: false,
      },
    ],
    version: isFixed ? 'v2' : 'v1',
    ...(file === undefined ? {} : OTHER_FILES[file]),
  });
  const preview = ({ login }: Args<'netrc.preview'>): NetrcPreview => ({
    path: PATH,
    version: 'v1',
    exists: true,
    before: [`5: machine panorama.example login ${login || 'apikey'} password ••••••••`],
    after: [`5: machine panorama.example login ${login || 'apikey'} password ••••••••51c8e02`],
    warnings: [
      'The entry counts for every port of panorama.example, and for plain http:// too: a program that is sent there gives the key away unencrypted.',
      'Python’s requests prefers the entry to an Authorization header that a script sets by hand. A script that sends another key to panorama.example changes its behaviour.',
    ],
    readers: [
      { title: 'Python 3.11 and later', sees: 'rejects', sentence: 'Python 3.11 and later: rejects the file, so it finds no key.' },
      { title: 'curl 8.21 and later', sees: 'key', sentence: 'curl 8.21 and later: finds the key.' },
      { title: 'LabKey Java client', sees: 'key', sentence: 'LabKey Java client: finds the key.' },
    ],
    overwrites: { known: [], unheld: 1 },
  });
  return {
    'netrc.look': look,
    'netrc.preview': preview,
    'netrc.apply': ({ keyId }: Args<'netrc.apply'>) => {
      edit(keyId, (k) => ({
        ...k,
        places: [
          ...k.places,
          { id: 'pn', kind: 'netrc', path: PATH, locator: 'panorama.example', putAt: NOW, lastCheck: { state: 'present', at: NOW } },
        ],
      }));
      return { notes: ['The secret that was overwritten is in the keychain, as “panorama.example, from .netrc”.'] };
    },
    'netrc.take': () => {
      taken = true;
      return { keyId: 'k5' };
    },
    'netrc.previewFix': ({ fix }: Args<'netrc.previewFix'>) => ({
      path: PATH,
      version: 'v1',
      exists: true,
      before: fix === 'final-newline' ? ['12: machine a-very-long-host-name login apikey password ••••••••'] : [],
      after:
        fix === 'final-newline'
          ? ['12: machine a-very-long-host-name login apikey password ••••••••']
          : fix === 'owner-only'
            ? []
            : ['7: #'],
      warnings: [],
    }),
    'netrc.applyFix': ({ fix }: Args<'netrc.applyFix'>) => {
      isOwners = true;
      if (fix !== 'owner-only') isFixed = true;
      patch({ netrc: { path: PATH, errors: isFixed ? 0 : 1, warnings: 2, version: isFixed ? 'v2' : 'v1' } });
      return { notes: ['Other users had access to the file (mode 0644); now only you have (mode 0600).'] };
    },
  };
}
