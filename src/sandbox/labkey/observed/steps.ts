import type { Observation, ObservedRelease } from './observation';
import type { World } from './world';

/** What was done between two recorded requests without being recorded itself. */
type Step = (world: World) => Promise<void> | void;

const DAY = 86_400_000;

/** Rows that recorded requests name, where the keys before them were made by parts of a run that were not kept. */
const ROWS: Readonly<Record<string, Partial<Readonly<Record<ObservedRelease, number>>>>> = {
  listMe: { '24.1.2': 15, '24.2.0': 13, '24.3.11': 15, '24.7.0': 15, '24.7.1': 15, '24.10.0': 15, '24.11': 15 },
  wrongKeyDeletes: { '24.3.11': 42, '24.7.0': 25, '24.7.1': 40 },
  pausedKeyDeletes: { '24.2.0': 25, '24.3.11': 46, '24.7.1': 42 },
  adaDeletes: { '24.1.2': 18, '24.2.0': 26, '24.3.11': 48 },
};

function rowOf(what: keyof typeof ROWS, world: World): number {
  const row = ROWS[what]?.[world.release];
  if (row === undefined) throw new Error(`no row for ${what} in ${world.release}`);
  return row;
}

const bothSignIn = async (world: World): Promise<void> => {
  await world.signIn('ada', 'ada');
  await world.signIn('adm', 'admin');
};

/** Long enough for the failure limiter to forget. */
const quietMinute = (world: World): void => world.clock.turn(70_000);

const wrongKey: Step = (world) => world.useWrongKey();

/** Before the first request of a section, by the section's number. */
const SECTIONS: Readonly<Record<string, Step>> = {
  '3': bothSignIn,
  '4': (world) => {
    if (world.release === '24.7.0') world.makeKeyAt(13, '4.1');
    else world.makeKey('4.1', 'ada');
  },
  '4b': bothSignIn,
  '5': async (world) => {
    await bothSignIn(world);
    world.makeKeyAt(rowOf('listMe', world), '5.1', 'list me', 'made by a key');
    world.makeKey('5.2', 'admin', 'admin key');
    quietMinute(world);
    await world.useKey('5.1');
  },
  '6': async (world) => {
    await bothSignIn(world);
    world.makeKey('6.1', 'ada', 'to die');
    world.makeKey('6 admin', 'admin');
  },
  '8': async (world) => {
    await bothSignIn(world);
    world.makeKey('7.1', 'ada', 'times');
    world.makeKey('8.1', 'ada', 'old key');
  },
  '9': async (world) => {
    if (world.release !== '24.2.0' && world.release !== '24.10.0') world.makeKey('180 days', 'ada');
    await bothSignIn(world);
    world.makeKey('9.1', 'ada');
  },
  '10': async (world) => {
    await bothSignIn(world);
    world.makeKey('10.1', 'ada');
    world.makeKey('10.2', 'admin');
  },
  '11': bothSignIn,
  '12': async (world) => {
    await bothSignIn(world);
    world.makeKey('12.1', 'ada');
    quietMinute(world);
  },
  '13': async (world) => {
    await bothSignIn(world);
    world.makeKey('more', 'ada', 'more');
  },
  '14': (world) => {
    world.setPassword('ada');
    world.makeKey('14.1', 'ada');
    quietMinute(world);
  },
  '15': async (world) => {
    world.setPassword('ada');
    quietMinute(world);
    await bothSignIn(world);
    world.makeKey('15.1', 'ada');
  },
  '16': async (world) => {
    quietMinute(world);
    await bothSignIn(world);
    world.makeKey('16.2', 'ada', 'other');
    world.makeKey('16.1', 'ada', 'ageing');
  },
  '17': async (world) => {
    await bothSignIn(world);
    world.makeKeyAt(rowOf('wrongKeyDeletes', world), '17.1');
    world.makeKey('17.2', 'ada');
    quietMinute(world);
  },
  '18': async (world) => {
    quietMinute(world);
    await bothSignIn(world);
    world.makeKeyAt(rowOf('pausedKeyDeletes', world), '18.1');
  },
  '19': async (world) => {
    quietMinute(world);
    await bothSignIn(world);
    world.makeKeyAt(rowOf('adaDeletes', world), 'ada deletes');
  },
  X0: async (world) => {
    quietMinute(world);
    await bothSignIn(world);
    world.makeKey('X0.1', 'ada');
  },
  X3: (world) => world.makeKey('X3.1', 'ada'),
};

/** Right before a request, by section number and title. */
const REQUESTS: Readonly<Record<string, Step>> = {
  '2 > JSON body with guest session cookie and CSRF cookie': (world) => world.visit('l1'),
  '6 > two rows + one unknown, rowId as string in lower case': (world) => {
    world.makeKey('b1', 'ada', 'b1');
    world.makeKey('b2', 'ada', 'b2');
    world.makeKey('6.2', 'ada', 'self');
  },
  "6 > admin deletes ada's key through UserAPIKeys": (world) => world.makeKey('by admin', 'ada', 'by admin'),
  '6 > apiVersion 17.1, delRows alias': (world) => {
    world.makeKey('v17', 'ada', 'v17');
    world.makeKey('dup', 'ada', 'dup');
  },
  '8 > before expiry': (world) => world.makeKey('8.2', 'ada'),
  '8 > after expiry': (world) => world.clock.turn(5_000),
  '9 > deactivate ada': (world) => world.signIn('adm', 'admin'),
  '9 > key of tmp (row put in by SQL)': (world) => world.putKeyOf('tmp', 'cd'.repeat(32)),
  '12 > valid key right after ONE wrong key': wrongKey,
  '12 > 65 s later, valid key': (world) => world.clock.turn(65_000),
  '13 > other session of ada after the password change': (world) => {
    world.makeKey('13.2', 'ada');
    world.setPassword('ada', 'another-secret');
  },
  '16 > expiration set two days back': (world) => world.setExpiration('16.1', world.clock.now() - 2 * DAY),
  '17 > expired key, whoAmI': (world) => world.setExpiration('17.1', world.clock.now() - 2 * DAY),
  '19 > admin deletes through APIKeys': (world) => world.makeKey('admin deletes', 'ada'),
  '19 > key, default domain set': (world) => world.makeKey('19.1', 'ada'),
  'X0 > starting: whoAmI': (world) => {
    world.sandbox.setOption('starting', true);
  },
  'X0 > old session cookie after the restart': (world) => {
    world.sandbox.setOption('starting', false);
  },
  'X1 > key': (world) => world.makeKey('X1.1', 'ada', 'ctx'),
  'X1 > list': (world) => world.signIn('cp', 'ada'),
  'X2 > POST createApiKey under the old prefix, session + CSRF': (world) => world.signIn('lg', 'ada'),
  'X2 > GET with a key': (world) => world.makeKey('X2.2', 'ada'),
  'X3 > one wrong key': quietMinute,
  'X3 > 3 wrong keys at once': quietMinute,
  'X3 > 5 wrong keys at once': quietMinute,
  'X3 > 7 wrong keys at once': quietMinute,
  'X3 > 9 wrong keys at once': quietMinute,
};

/** Section number and title: how steps and exceptions name a request. */
export const nameOf = ({ section, title }: Observation): string => `${section.split(' ')[0]} > ${title}`;

/** Does what came before this request and was not recorded. */
export async function prepare(world: World, observation: Observation, firstOfSection: boolean): Promise<void> {
  if (firstOfSection) await SECTIONS[observation.section.split(' ')[0] ?? '']?.(world);
  await REQUESTS[nameOf(observation)]?.(world);
}
