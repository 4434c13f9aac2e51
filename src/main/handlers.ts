import { fail, ok } from '../domain/result';
import type { ThemeChoice } from '../domain/views';
import type { MethodName } from '../ipc/contract';
import type { Handlers } from '../ipc/serve';
import type { App } from './app';
import { recover } from './keys/backup';
import { saveCalendar } from './keys/calendar';
import { copyTable } from './keys/copy-table';
import { secretOf } from './keys/core';
import { createKey } from './keys/create';
import { endSessions } from './keys/end-sessions';
import { type Copier, copyExport, previewExport } from './keys/exporting';
import { findKey } from './keys/find';
import { forgetEverything } from './keys/forget-everything';
import { holdKey } from './keys/hold';
import { readSecret } from './keys/holding';
import { chooseKeychain, unlockKeychain } from './keys/keychain-choice';
import { linkKeys, unlinkKey } from './keys/link';
import { annotate, forgetSecret } from './keys/local';
import { applyFile, checkPlaces, previewFile, previewRemoval, removePlace, tightenPlace } from './keys/placing';
import { readOnly } from './keys/problems';
import { refresh } from './keys/refresh';
import { rescue, strandedSecret } from './keys/rescue';
import { revokeKeys } from './keys/revoke';
import { previewRevoke } from './keys/revoke-preview';
import { saveActivity } from './keys/save-activity';
import { verifyKey } from './keys/verify';
import { warnOfKeys, warnOfProfile } from './keys/warn';
import { addProfile, probe, ticketFor } from './profiles/add';
import { editProfile, removalPreview, removeProfile, setManager } from './profiles/edit';
import { setEveryone } from './profiles/everyone';
import { signIn, signOut } from './profiles/sign-in';

/** Use cases that a window seldom asks for, and that bring much with them: read with their first use. */
const ofNetrc = () => import('./keys/netrc');
const ofConfig = () => import('./keys/config-file');

/** What the handlers need of the shell: the only things that a use case cannot do by itself. */
export interface ShellPort {
  readonly copier: Copier;
  readClipboard(): Promise<string | null>;
  openLink(url: string): Promise<boolean>;
  chooseFile(
    purpose: 'envFile' | 'caFile' | 'calendar' | 'activity',
  ): Promise<{ readonly ok: true; readonly path: string | null } | { readonly ok: false; readonly why: string }>;
  /** A secret is about to be shown: keeps the window out of screenshots and screen sharing until it is gone again. */
  shieldWindow(): void;
  /** Window frame and system dialogs follow the theme. */
  applyTheme(theme: ThemeChoice): void;
  /** Versions, runtime and settings as text, without names, hosts or keys. */
  diagnostics(): string;
}

/** Methods that change nothing: all that works on data written by a newer version. */
const READS: readonly MethodName[] = [
  'app.snapshot',
  'app.openLink',
  'app.copyDiagnostics',
  'profile.removePreview',
  'keys.revokePreview',
  'keys.find',
  'keys.copyTable',
  'secret.fromClipboard',
  'secret.drop',
  'export.preview',
  'export.copy',
  'export.previewFile',
  'export.previewConfig',
  'place.removePreview',
  'netrc.look',
  'netrc.preview',
  'netrc.previewFix',
  'keys.reveal',
  'file.choose',
  'activity.read',
  'activity.export',
  'calendar.save',
  'keychain.check',
  'keychain.unlock',
];

/** The contract's methods bound to the use cases; only those that read while the data folder was written by a newer version. */
export function createHandlers(app: App, shell: ShellPort): Handlers {
  const all = bind(app, shell);
  const why = app.core.state.run.readOnly;
  if (why === null) return all;
  const refuse = () => readOnly(why);
  return Object.fromEntries(
    Object.entries(all).map(([name, handler]) => [name, READS.some((r) => r === name) ? handler : refuse]),
  ) as unknown as Handlers;
}

function bind(app: App, shell: ShellPort): Handlers {
  const { core, kinds, netrc, activity } = app;
  const { state } = core;
  const { home } = netrc.surroundings;
  return {
    'app.snapshot': () => ok(state.snapshot()),
    'app.openLink': async ({ url }) =>
      (await shell.openLink(url))
        ? ok(null)
        : fail('link.refused', 'Tessera does not open this link. Copy it, if you trust it, and open it yourself.'),
    'app.copyDiagnostics': async () => {
      const copied = await shell.copier.copy(shell.diagnostics(), 'versions and settings', false);
      return copied.ok ? ok(null) : copied;
    },

    'profile.probe': (a) => probe(core, a.kind, a.address, a.caFile, a.acceptPlainHttp),
    'profile.add': (a) => addProfile(core, a),
    'profile.edit': (a) => editProfile(core, a.profileId, a),
    'profile.reorder': async ({ order }) => {
      await state.orderProfiles(order);
      return ok(null);
    },
    'profile.removePreview': ({ profileId }) => removalPreview(core, profileId),
    'profile.remove': ({ profileId }) => removeProfile(core, profileId, (id) => signOut(core, id)),
    'profile.signIn': (a) => signIn(core, a.profileId, a.method, a.fields, a.secrets),
    'profile.signOut': ({ profileId }) => signOut(core, profileId),
    'profile.everyone': ({ profileId, everyone }) => setEveryone(core, profileId, everyone),
    'profile.setManager': ({ profileId, manager }) => setManager(core, profileId, manager),

    'keys.refresh': async ({ profileId }) => {
      await checkPlaces(core, kinds, null);
      if (profileId !== null) return refresh(core, profileId, 'never');
      await app.refreshAll();
      return ok(null);
    },
    'keys.create': (a) => createKey(core, a),
    'keys.hold': (a) => holdKey(core, a),
    'keys.revokePreview': ({ keyIds }) => previewRevoke(core, keyIds),
    'keys.revoke': (a) => revokeKeys(core, a),
    'keys.link': ({ keyId, rowKeyId }) => linkKeys(core, keyId, rowKeyId),
    'keys.unlink': ({ keyId }) => unlinkKey(core, keyId),
    'keys.diagnose': async ({ keyId }) => (await import('./keys/diagnose')).diagnoseKey(core, netrc, keyId),
    'keys.copyTable': ({ keyIds, format }) => copyTable(core, shell.copier, keyIds, format),
    'keys.find': ({ secret }) => findKey(core, secret),
    'keys.verify': ({ keyId }) => verifyKey(core, keyId),
    'keys.forget': ({ keyId }) => forgetSecret(core, keyId),
    'keys.annotate': ({ keyId, local }) => annotate(core, keyId, local),
    'keys.reveal': async ({ keyId }) => {
      const read = await readSecret(core, keyId, 'mayAsk');
      if (read.ok) shell.shieldWindow();
      core.record({ what: 'key.reveal', keyId, outcome: read.ok ? 'done' : 'failed' });
      return read.ok ? ok({ secret: read.value.secret }) : read;
    },

    'secret.fromClipboard': async ({ kind }) => {
      const text = await shell.readClipboard();
      if (text === null) return fail('clipboard.unreadable', 'The clipboard cannot be read here. Type or paste into the field itself.');
      return text.trim() === ''
        ? fail('clipboard.empty', 'The clipboard holds no text. Copy the key first.')
        : ok(ticketFor(core, text, kind));
    },
    'secret.drop': ({ ticket }) => {
      core.tickets.drop(ticket);
      return ok(null);
    },

    'export.preview': (a) => previewExport(core, a),
    'export.copy': (a) => copyExport(core, shell.copier, a, a.item),
    'export.previewFile': (a) => previewFile(core, kinds, a),
    'export.applyFile': (a) => applyFile(core, kinds, a, a.version),
    'export.previewConfig': async (a) => (await ofConfig()).previewConfig(core, kinds, home, a),
    'export.applyConfig': async (a) => (await ofConfig()).applyConfig(core, kinds, home, a),
    'place.check': ({ keyId }) => checkPlaces(core, kinds, keyId),
    'place.tighten': ({ keyId, placeId }) => tightenPlace(core, kinds, keyId, placeId),
    'place.removePreview': ({ keyId, placeId }) => previewRemoval(core, kinds, keyId, placeId),
    'place.remove': async ({ keyId, placeId, force, keep }) => {
      const kept = keep ? await (await ofNetrc()).keepPlaced(core, kinds, keyId, placeId) : ok(null);
      if (!kept.ok) return kept;
      const done = await removePlace(core, kinds, keyId, placeId, force);
      await (await ofNetrc()).countFindings(core, netrc);
      return done;
    },
    'netrc.look': async () => {
      const looked = await (await ofNetrc()).lookAtNetrc(core, netrc);
      await (await ofNetrc()).countFindings(core, netrc);
      return looked;
    },
    'netrc.preview': async (a) => (await ofNetrc()).previewNetrc(core, netrc, a),
    'netrc.apply': async (a) => (await ofNetrc()).applyNetrc(core, netrc, a),
    'netrc.take': async (a) => (await ofNetrc()).takeEntry(core, netrc, a),
    'netrc.previewFix': async ({ fix }) => (await ofNetrc()).previewNetrcFix(netrc, fix),
    'netrc.applyFix': async ({ fix, version }) => (await ofNetrc()).applyNetrcFix(core, netrc, fix, version),

    'keys.warn': ({ keyIds, ...change }) => warnOfKeys(core, keyIds, change),
    'profile.warn': ({ profileId, ...warn }) => warnOfProfile(core, profileId, warn),
    'sessions.end': ({ profileId, ids, acknowledged }) => endSessions(core, profileId, ids, acknowledged),
    'calendar.save': ({ keyIds, path }) => saveCalendar(core, keyIds, path),
    'demo.moveTime': async ({ ms }) => {
      if (!app.moveTime) return fail('demo.only', "Only the demo's time can be moved.");
      await app.moveTime(ms);
      return ok(null);
    },
    'activity.read': async ({ search, skip, limit, ...only }) => ok(await activity.read(search, skip, limit, only)),
    'activity.export': ({ path, format }) => saveActivity(core, activity, path, format),

    'file.choose': async ({ purpose }) => {
      const chosen = await shell.chooseFile(purpose);
      return chosen.ok ? ok({ path: chosen.path }) : fail('file.noDialog', `${chosen.why} Type the path instead.`);
    },

    'keychain.check': async () => {
      await core.secrets.look();
      return ok(null);
    },
    'keychain.unlock': async ({ passphrase }) => {
      const typed = passphrase === null ? null : secretOf(core, passphrase);
      if (typed && !typed.ok) return typed;
      return unlockKeychain(core, typed?.value ?? null);
    },
    'keychain.choose': async ({ backend, passphrase }) => {
      const typed = passphrase === null ? null : secretOf(core, passphrase);
      if (typed && !typed.ok) return typed;
      return chooseKeychain(core, backend, typed?.value ?? null);
    },
    'keychain.recover': () => recover(core),

    'rescue.act': async ({ id, act }) => {
      if (act !== 'copy') return rescue(core, id, act);
      const secret = strandedSecret(core, id);
      if (secret === null) return ok(null);
      const copied = await shell.copier.copy(secret, 'the secret of the new key', true);
      return copied.ok ? ok(null) : copied;
    },
    'settings.set': async (change) => {
      await state.setSettings(Object.fromEntries(Object.entries(change).filter(([, v]) => v !== undefined)));
      shell.applyTheme(state.settings.theme);
      return ok(null);
    },
    'machine.forgetEverything': () => forgetEverything(core, state.run.dataFolder),
  };
}
