import type { Observation, ObservedRelease } from './observation';
import { nameOf } from './steps';

/** A recorded request, or one side of it, that the sandbox is not held to, and why. */
export interface Exception {
  readonly name: string;
  readonly releases: readonly ObservedRelease[];
  /** `request`: it is not sent at all. `wait`: it is sent and compared, but not how long its answer took. */
  readonly leavesOut: 'request' | 'wait';
  readonly why: string;
}

/** Everything that is left out. A test counts it, so that nothing joins it quietly. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    name: 'X0 > server stopped',
    releases: ['24.3.11', '24.11'],
    leavesOut: 'request',
    why: 'No answer came: a stopped server has no port, and so says nothing about the sandbox.',
  },
  {
    name: 'X3 > a valid key after 7 wrong at once',
    releases: ['24.11'],
    leavesOut: 'request',
    why: 'A race between threads decided it: after 5, 7 and 9 at once the next key waited 6 s, 9 s and was refused. The sandbox counts each.',
  },
  {
    name: '17 > whoAmI, good key right after',
    releases: ['24.3.11', '24.7.0', '24.7.1'],
    leavesOut: 'wait',
    why: 'It was not made to wait, as a key after one wrong key was everywhere else. What the server had counted before is not known.',
  },
];

/** What is left out of comparing this request, or undefined. */
export const exceptionTo = (release: ObservedRelease, observation: Observation): Exception | undefined =>
  EXCEPTIONS.find(({ name, releases }) => name === nameOf(observation) && releases.includes(release));
