import { expect, it } from 'vitest';
import { DEFAULT_SWITCHES, type Switches } from '../../../sandbox/tiledb';
import { defineContract } from './contract';

/** Every switch of the sandbox that a client can notice, and the pairs that are worst together. */
const CHOICES: readonly Partial<Switches>[] = [
  {},
  { listedToken: 'masked' },
  { listedToken: 'last7' },
  { listedToken: 'empty' },
  { listedToken: 'absent' },
  { expiredListed: false },
  { sessionsListed: false },
  { emptyList: 'null' },
  { emptyList: 'absent' },
  { badCredentialStatus: 403 },
  { scopeRefusalStatus: 401 },
  { scopeRefusalStatus: 401, errorBody: 'empty' },
  { errorBody: 'text' },
  { nullExpires: 'refuse' },
  { nullExpires: 'never' },
  { pastExpires: 'accept' },
  { defaultLifeSeconds: 60 },
  { maximumLifeSeconds: 7_200 },
  { maximumLifeSeconds: 7_200, beyondMaximum: 'shorten' },
  { maximumTokens: 10 },
  { scopedReach: 'closed' },
  { scopedReach: 'open' },
  { scopedMinting: 'never' },
  { scopedMinting: 'any' },
  { scopeEnum: 'older' },
  { extraScopes: ['dashboard:read'] },
  { capabilitiesNeedAuth: true },
  { passwordChange: 'sessionsEnd' },
  { passwordChange: 'allEnd' },
  { bothSchemes: 'basic' },
  { bothSchemes: 'refuse' },
  { tokenShape: 'opaque' },
  { tokenShape: 'opaque', listedToken: 'masked' },
  { sessionSeconds: 300, rememberedSeconds: 600 },
  { extraFields: true },
  { fractions: true },
  { fractions: true, listedToken: 'absent' },
  { zeroDates: 'issued' },
  { zeroDates: 'expires', listedToken: 'masked' },
  { zeroDates: 'both', listedToken: 'last7' },
  { zeroDates: 'both', listedToken: 'absent' },
];

const ONLY_V1: readonly Partial<Switches>[] = [
  { legacyCapabilitiesStatus: 405 },
  { legacyCapabilitiesStatus: 500 },
  { unnamed: 'nameless' },
  { sessionsNamed: false, listedToken: 'full' },
];

const ONLY_V4: readonly Partial<Switches>[] = [
  { legacyRoutes: true },
  { legacyRoutes: true, capabilitiesNeedAuth: true },
  { workspaceKeyStyle: 'workspace' },
  { pageSize: 1 },
  { unpagedList: 'everything' },
  { listCovers: 'workspace' },
];

it('leaves no switch out', () => {
  const chosen = new Set([...CHOICES, ...ONLY_V1, ...ONLY_V4].flatMap((choice) => Object.keys(choice)));
  expect(Object.keys(DEFAULT_SWITCHES).filter((name) => !chosen.has(name))).toEqual(['generation']);
});

const titleOf = (choice: Partial<Switches>): string =>
  Object.entries(choice)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ') || 'as published';

for (const generation of ['v1', 'v4'] as const)
  for (const choice of [...CHOICES, ...(generation === 'v1' ? ONLY_V1 : ONLY_V4)])
    defineContract(`contract: ${generation}, ${titleOf(choice)}`, { generation, ...choice });
