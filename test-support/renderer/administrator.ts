import { DAY, HOUR, MINUTE } from '../../src/domain/time';
import type { KeyView, ProfileView } from '../../src/domain/views';
import { makeKey, NOW, profile, status } from './sketch';

/** A server that the user administers: its list shows no part of a key, and on request the keys of everybody. */

const USERS = ['amara', 'bo', 'chen', 'dana', 'eli', 'fatima', 'grit', 'hana', 'ivo', 'jun', 'kofi', 'lena'];

export function hospital(everyone: boolean): ProfileView {
  const address = 'https://labkey.hospital.example/labkey';
  return profile('hospital', 'labkey', 'Hospital LabKey', address, 'ada@hospital.test', {
    ...(everyone ? { everyone } : {}),
    status: { ...status, usage: null, grantableScopes: null, administers: true },
    server: {
      version: '24.11',
      mode: 'accounts',
      meaning: 'Each person signs in with an account of their own.',
      signInMethods: ['password', 'key'],
      manages: true,
      probedAt: NOW - DAY,
      details: {},
      links: [
        {
          id: 'externalTools',
          label: 'External Tool Access',
          url: `${address}/security-externalToolsView.view`,
          steps: [
            'Sign in there as usual, also with your second factor.',
            'Press “Generate API Key”, then “Copy to Clipboard”.',
            'Come back and press Paste.',
          ],
          administrator: false,
        },
        {
          id: 'siteSettings',
          label: 'Site Settings',
          url: `${address}/admin-customizeSite.view`,
          steps: ['Find “API keys” there.', 'Tick “Let users create API keys”, choose when they expire, and save.'],
          administrator: true,
        },
      ],
    },
  });
}

/** The administrator's own: one joined to its row, one held without a row, one session key in memory, and listed rows. */
export function ownKeys(): KeyView[] {
  const row = (id: string, name: string | null, created: number, used: number | null, more: Partial<KeyView> = {}): KeyView => {
    const k = makeKey(id, {
      profileId: 'hospital',
      name,
      fragment: '',
      full: true,
      expiry: { kind: 'at', at: created + 180 * DAY },
      created,
      used,
    });
    return { ...k, marks: [{ kind: 'serverId', value: id }], ...more };
  };
  const held = (id: string, label: string, more: Partial<NonNullable<KeyView['held']>> = {}): KeyView => {
    const k = makeKey(id, {
      profileId: 'hospital',
      name: null,
      fragment: '',
      expiry: { kind: 'notTold' },
      held: true,
      listed: false,
      presence: 'cannotTell',
    });
    return { ...k, userExpiry: null, local: { label, owner: '', note: '' }, held: k.held && { ...k.held, origin: 'pasted', ...more } };
  };
  const linked = held('h-linked', '');
  return [
    row('h-row1', 'flow cytometry import', NOW - 30 * DAY, NOW - 3 * HOUR),
    row('h-row2', 'laptop', NOW - 12 * DAY, null),
    row('h-row3', null, NOW - 100 * DAY, NOW - 95 * DAY),
    {
      ...row('h-linked', 'nightly assay upload', NOW - 60 * DAY, NOW - 12 * MINUTE),
      held: linked.held,
      check: linked.check,
      ownCalls: [NOW - 10 * MINUTE],
      linked: { by: 'use', at: NOW - 10 * MINUTE },
    },
    held('h-norow', 'key from the old notebook', { secretKind: 'api-key' }),
    held('h-session', 'R session of today', { secretKind: 'session-key', backend: 'memory' }),
  ];
}

/** Three hundred keys of twelve people. */
export function keysOfOthers(): KeyView[] {
  return Array.from({ length: 300 }, (_, i) => {
    const owner = `${USERS[(i * 7) % USERS.length]}@hospital.test`;
    const created = NOW - ((i * 53) % 400) * DAY - HOUR;
    const k = makeKey(`h${i}`, {
      profileId: 'hospital',
      name: i % 5 === 0 ? null : (['Skyline', 'R notebook', 'plate reader', 'curl'][i % 4] ?? null),
      fragment: '',
      full: true,
      expiry:
        i % 9 === 0
          ? { kind: 'never' }
          : i % 11 === 0
            ? { kind: 'serverLocal', text: '2027-01-20 09:00' }
            : { kind: 'at', at: created + 365 * DAY },
      created,
      used: i % 4 === 0 ? null : created + (((i * 31) % 60) * DAY) / 4,
      owner,
    });
    return { ...k, marks: [{ kind: 'serverId' as const, value: `${i}` }] };
  });
}
