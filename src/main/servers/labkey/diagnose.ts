import type { Diagnosis, DiagnosisFacts, DiagnosisStep, NetrcClient, NetrcReading } from '../../../domain/diagnosis';
import { hasPassed } from '../../../domain/expiry';
import type { Profile } from '../../../domain/profile';
import type { NextAction } from '../../../domain/result';
import { linksOf } from './links';

const NONE: NextAction = { do: 'none' };

const PROGRAM: Readonly<Record<NetrcClient, string>> = {
  requests: 'Python',
  libcurl: 'curl (and R)',
  java: 'Java (and SAS and JDBC)',
};

/** States of the server that a check's sentence tells of. */
const SERVER_STATES: readonly { readonly word: RegExp; readonly finding: string; readonly next: NextAction }[] = [
  {
    word: /paused all sign-ins/,
    finding: 'The server has paused all sign-ins by key for a minute, since somebody failed too often. Good keys get 401, too.',
    next: { do: 'retry' },
  },
  {
    word: /administrators in only/,
    finding: 'The server lets administrators in only, for maintenance. Keys are not affected.',
    next: { do: 'retry' },
  },
  { word: /still starting/, finding: 'The server is still starting. Keys are not affected.', next: { do: 'retry' } },
  {
    word: /account has been deactivated/,
    finding: 'The account has been deactivated. Its keys work again once an administrator reactivates it.',
    next: NONE,
  },
  {
    word: /default domain/,
    finding:
      'LabKey 23.10 to 24.1 refuses every key where the site has no default domain. An administrator can set one, or update the server.',
    next: NONE,
  },
  {
    word: /demands a login of its own/,
    finding: 'Something before the server, perhaps a proxy, demands a login of its own. The key does not get as far as LabKey.',
    next: { do: 'editProfile' },
  },
];

/**
 * Walks the causes of a 401 in the order in which one hides the next: the server itself, the secret's shape, its end, what this machine's
 * `.netrc` files give to programs instead of it. The first cause is the verdict. Sources: LabKey's documentation on API keys, and how
 * Python, libcurl and LabKey's Java client were seen to read `.netrc`.
 */
export function diagnose(profile: Profile, facts: DiagnosisFacts): Diagnosis {
  const works = facts.check?.kind === 'live';
  const steps = [
    serverStep(facts),
    shapeStep(facts),
    revokedStep(facts, works),
    expiryStep(facts, works),
    refusedStep(facts),
    ...netrcSteps(facts, works),
    nameStep(facts),
    passwordStep(profile, facts),
  ].filter((s): s is DiagnosisStep => s !== null);
  return { verdict: verdictOf(steps, facts), steps, links: linksOf(profile.address), at: facts.now };
}

function verdictOf(steps: readonly DiagnosisStep[], facts: DiagnosisFacts): string {
  const cause = steps.find((s) => s.outcome === 'cause') ?? steps.find((s) => s.outcome === 'suspect');
  if (cause) return cause.finding;
  if (facts.check?.kind === 'live')
    return 'The key works, and nothing on this machine explains a 401. A program on another machine, or with a key of its own, may still get one: compare its key with this one.';
  if (facts.check?.kind === 'inconclusive') return facts.check.why;
  return 'No cause was found. An administrator can let the server log every attempt to sign in, and why it failed: see Loggers.';
}

const step = (
  id: string,
  question: string,
  outcome: DiagnosisStep['outcome'],
  finding: string,
  next: NextAction = NONE,
): DiagnosisStep => ({
  id,
  question,
  outcome,
  finding,
  next,
});

function serverStep({ check }: DiagnosisFacts): DiagnosisStep {
  const ask = 'Does the server let anybody in just now?';
  if (check === null) return step('server', ask, 'unknown', 'The key is not held here, so the server was not asked.');
  if (check.kind !== 'inconclusive') return step('server', ask, 'fine', 'The server answers, and judges keys.');
  const state = SERVER_STATES.find((s) => s.word.test(check.why));
  return state ? step('server', ask, 'cause', state.finding, state.next) : step('server', ask, 'unknown', check.why, { do: 'retry' });
}

function shapeStep({ shapeProblem }: DiagnosisFacts): DiagnosisStep {
  const ask = 'Does the key have the shape of one, without additional characters?';
  return shapeProblem === null ? step('shape', ask, 'fine', 'It has, as far as can be told.') : step('shape', ask, 'cause', shapeProblem);
}

function revokedStep(facts: DiagnosisFacts, works: boolean): DiagnosisStep {
  const ask = 'Has the key been revoked?';
  if (facts.revokedAt !== null) return step('revoked', ask, 'cause', 'The key was revoked from here. Put another in its place.');
  if (works) return step('revoked', ask, 'fine', 'The server accepts it.');
  if (facts.presence === 'notListed')
    return step(
      'revoked',
      ask,
      'cause',
      hasPassed(facts.expiry, facts.now) === 'passed'
        ? 'The key has expired, and the server has removed it from its list, as it does once a day.'
        : 'The server does not list this key any more: it was revoked, or it expired and was removed, as happens once a day.',
    );
  return facts.presence === 'listed'
    ? step('revoked', ask, 'fine', 'The server still lists it.')
    : step('revoked', ask, 'unknown', 'Whether the server still lists it cannot be told.', { do: 'refresh' });
}

function expiryStep(facts: DiagnosisFacts, works: boolean): DiagnosisStep {
  const ask = 'Has the key expired?';
  const { expiry } = facts;
  if (works) return step('expired', ask, 'fine', 'The server accepts it.');
  const passed = hasPassed(expiry, facts.now);
  if (passed === 'passed')
    return step('expired', ask, 'cause', 'The key has expired. Make a new one; how long keys live is the site’s setting.');
  if (passed === 'ahead') return step('expired', ask, 'fine', expiry.kind === 'never' ? 'It never expires.' : 'Its end is still ahead.');
  return step(
    'expired',
    ask,
    'unknown',
    expiry.kind === 'serverLocal'
      ? 'Its end is near in the server’s own time, whose zone is not known.'
      : 'The server does not say when it ends.',
  );
}

function refusedStep({ check }: DiagnosisFacts): DiagnosisStep {
  const ask = 'Does the server accept this very key?';
  if (check === null) return step('accepted', ask, 'unknown', 'The key is not held here, so it could not be shown.');
  if (check.kind === 'live') return step('accepted', ask, 'fine', 'Shown alone, without cookies and without .netrc, it works.');
  if (check.kind === 'refused')
    return step('accepted', ask, 'cause', 'The server refuses this very key: it is wrong, expired or revoked. It does not say which.');
  return step('accepted', ask, 'unknown', check.why, { do: 'retry' });
}

/** What each sort of program gets out of the netrc files instead of this key. */
function netrcSteps(facts: DiagnosisFacts, works: boolean): readonly DiagnosisStep[] {
  const ask = (reading: NetrcReading): string => `What does ${PROGRAM[reading.client]} take for ${facts.host} out of .netrc?`;
  return [
    ...facts.readings.map((reading) => readingStep(reading, ask(reading), facts, works)),
    duplicatesStep(facts),
    filesStep(facts),
  ].filter((s): s is DiagnosisStep => s !== null);
}

function readingStep(reading: NetrcReading, ask: string, facts: DiagnosisFacts, works: boolean): DiagnosisStep {
  const id = `netrc-${reading.client}`;
  const who = PROGRAM[reading.client];
  const path = reading.path ?? 'its .netrc';
  const detail = reading.detail === null ? '' : ` ${reading.detail}`;
  switch (reading.sees) {
    case 'key':
      return step(id, ask, 'fine', `This key, from ${path}.`);
    case 'nothing':
      return step(id, ask, 'fine', reading.path === null ? 'It finds no such file.' : `Nothing: ${path} has no entry that fits.${detail}`);
    case 'rejects':
      return step(id, ask, 'suspect', `${who} ignores all of ${path}, and so sends no key from it.${detail}`);
    case 'otherLogin':
      return step(
        id,
        ask,
        'suspect',
        `${who} sends the login “${reading.login ?? ''}” from ${path}. For a key the login is “apikey”, in lower case.`,
      );
    case 'otherKey':
      return otherKeyStep(reading, id, ask, facts, works);
  }
}

function otherKeyStep(reading: NetrcReading, id: string, ask: string, facts: DiagnosisFacts, works: boolean): DiagnosisStep {
  const who = PROGRAM[reading.client];
  const path = reading.path ?? 'its .netrc';
  if (reading.shapeProblem !== null)
    return step(id, ask, 'cause', `The entry for ${facts.host} in ${path}, which ${who} uses, is no good key. ${reading.shapeProblem}`);
  const beats =
    reading.client === 'requests'
      ? ' It beats a key that the program itself gives in a header or as api_key: the server then sees the one from the file.'
      : '';
  const { other } = reading;
  if (other !== null && (other.state === 'heldLive' || other.state === 'liveNotHeld'))
    return step(id, ask, 'fine', `Another key, “${other.name}”, from ${path}; that one works, too.${beats}`);
  const stale =
    other === null ? 'a key that is not held here and may be a stale one' : `the key “${other.name}”, which does not work any more`;
  return step(
    id,
    ask,
    works && (other !== null || reading.client === 'requests') ? 'cause' : 'suspect',
    `${who} takes ${stale} from ${path}, instead of this one.${beats} Put this key into that entry.${reading.detail === null ? '' : ` ${reading.detail}`}`,
  );
}

/** Of two entries for one host curl, R and Java take the first and Python the last; Java takes one in a comment, too. */
function duplicatesStep({ readings, host }: DiagnosisFacts): DiagnosisStep | null {
  const paths = [...new Set(readings.flatMap((r) => r.path ?? []))];
  for (const path of paths) {
    const here = readings.filter((r) => r.path === path);
    const [hit, miss] = [here.filter((r) => r.sees === 'key'), here.filter((r) => r.sees === 'otherKey' || r.sees === 'otherLogin')];
    const [first] = miss;
    if (hit.length === 0 || first === undefined) continue;
    return step(
      'netrc-duplicates',
      'Do all programs take the same entry?',
      'suspect',
      first.client === 'java' && miss.length === 1
        ? `${path} has another entry for ${host} that only Java takes, such as one in a comment or before the right one. Remove it.`
        : `${path} has more than one entry for ${host}: curl, R and Java take the first, Python the last. Keep one.`,
    );
  }
  return null;
}

/** Programs choose between several files by rules of their own. */
function filesStep({ readings, files }: DiagnosisFacts): DiagnosisStep | null {
  if (files.length < 2) return null;
  const sees = new Set(readings.map((r) => r.sees));
  const paths = new Set(readings.flatMap((r) => r.path ?? []));
  const differ = paths.size > 1 && sees.size > 1;
  return step(
    'netrc-files',
    'Is there more than one .netrc?',
    differ ? 'suspect' : 'fine',
    differ
      ? `Programs read different files: ${files.join(', ')}. The key must stand in each that is read, or in the only one that is left.`
      : `There are several (${files.join(', ')}), though they do not contradict each other.`,
  );
}

function nameStep({ nearMisses, readings, host }: DiagnosisFacts): DiagnosisStep {
  const ask = 'Is the machine’s name in .netrc written as programs look for it?';
  const [first] = nearMisses;
  if (first === undefined) return step('machine', ask, 'fine', 'Nothing looks misspelt.');
  const starved = readings.some((r) => r.sees === 'nothing');
  const fault = /:\/\//.test(first.machine)
    ? 'with a scheme'
    : /:\d+$/.test(first.machine)
      ? 'with a port'
      : first.machine !== first.machine.toLowerCase()
        ? 'with capital letters'
        : 'otherwise';
  return step(
    'machine',
    ask,
    starved ? 'cause' : 'suspect',
    `Line ${first.line} of ${first.path} names the machine ${fault} (“${first.machine}”), so not all programs find it. It must be “${host}”: the host alone, in lower case.`,
  );
}

function passwordStep(profile: Profile, { readings }: DiagnosisFacts): DiagnosisStep {
  const ask = 'Does a program sign in with email and password?';
  const login = readings.find((r) => r.sees === 'otherLogin' && r.login?.includes('@'))?.login ?? null;
  const sso = profile.server?.details.sso === 'yes';
  if (login !== null)
    return step(
      'password',
      ask,
      'suspect',
      `A .netrc entry signs in as ${login}. With single sign-on or a second factor no password works for programs, only a key with the login “apikey”.`,
    );
  return step(
    'password',
    ask,
    'fine',
    sso
      ? 'Not from .netrc. This server uses single sign-on: passwords do not work for programs, only keys do.'
      : 'Not from .netrc. With a second factor only keys work for programs.',
  );
}
