import type { LabKeySandboxOptions } from '../index';
import { differences } from './compare';
import { exceptionTo } from './exceptions';
import type { Observation, ObservedRelease } from './observation';
import { prepare } from './steps';
import { World } from './world';

/** Sections that were asked of a server of its own. The others share one. */
const OWN_SERVER: Readonly<Record<string, LabKeySandboxOptions>> = {
  X1: { contextPath: '/labkey' },
  X2: { legacyContextPath: '/labkey' },
  X4: { sslRequired: true, sslPort: 8443 },
};

/** Plays one release's recording against sandboxes of that release, or of another, request by request and in order. */
export class Replay {
  private readonly worlds = new Map<string, World>();
  private section = '';

  constructor(
    readonly release: ObservedRelease,
    private readonly played: ObservedRelease = release,
  ) {}

  /** Sends the next request and answers where its answers differ from the observed one: a line for each difference. */
  async ask(observation: Observation): Promise<readonly string[]> {
    const { section, response } = observation;
    if (!response) throw new Error('a request without an answer cannot be replayed');
    const world = await this.worldOf(section.split(' ')[0] ?? '');
    const first = section !== this.section;
    this.section = section;
    await prepare(world, observation, first);
    const answers = await world.answers(observation);
    const found = new Set(answers.flatMap((answer) => differences(response, answer, world)));
    const waited = Math.round(world.clock.waited / 1000);
    const waitCounts = observation.seconds !== undefined && exceptionTo(this.release, observation)?.leavesOut !== 'wait';
    if (waitCounts && waited !== observation.seconds) {
      found.add(`waited ${waited} s instead of ${observation.seconds} s`);
    }
    return [...found];
  }

  async stop(): Promise<void> {
    await Promise.all([...this.worlds.values()].map((world) => world.stop()));
  }

  private async worldOf(section: string): Promise<World> {
    const name = section in OWN_SERVER ? section : 'shared';
    const world = this.worlds.get(name) ?? (await World.start(this.release, this.played, OWN_SERVER[name] ?? {}));
    this.worlds.set(name, world);
    return world;
  }
}
