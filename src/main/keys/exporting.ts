import { type ExportSpec, type ExportVariable, SECRET, type Shell } from '../../domain/exports';
import { fragmentOf, type KeyRecord, nameOf } from '../../domain/key';
import { fail, ok, type Result } from '../../domain/result';
import { renderExport, renderPrompted, SHELL_NAMES } from '../../domain/shell-export';
import type { ExportCommand, ExportPreview } from '../../domain/views';
import type { ExportItem } from '../../ipc/contract';
import { type Core, driverOf } from './core';
import { readSecret } from './holding';
import { noSuchKey, noSuchProfile } from './problems';
import { heldKind } from './secret-kind';

const SHELLS: readonly Shell[] = ['posix', 'fish', 'tcsh', 'powershell', 'cmd', 'dotenv'];

/** Puts text on the clipboard; a secret is marked as such and cleared after the user's time. */
export interface Copier {
  /** `what` names it for the window: "TILED_API_KEY of 3086866a". */
  copy(text: string, what: string, secret: boolean): Promise<Result<{ clearsIn: number | null }>>;
}

export interface ExportRequest {
  readonly keyId: string;
  /** The variable's name, where the kind of server leaves it to the user. */
  readonly variable: string;
  readonly withAddress: boolean;
}

interface Found {
  readonly record: KeyRecord;
  readonly spec: ExportSpec;
  /** The variables that the user wants: the one with the secret, and the address if asked for. */
  readonly variables: readonly ExportVariable[];
}

function find(core: Core, request: ExportRequest): Result<Found> {
  const record = core.state.key(request.keyId);
  if (!record) return noSuchKey();
  const profile = core.state.profile(record.profileId);
  if (!profile) return noSuchProfile();
  const spec = driverOf(core, profile.kind).exports(profile, record, { variable: request.variable });
  return ok({ record, spec, variables: spec.variables.filter((v) => v.value === 'secret' || v.needed === true || request.withAddress) });
}

/** The fragment with dots: `3086866a••••••••`. Long enough to look like a key, short enough to read. */
export function maskOf(record: KeyRecord): string {
  const fragment = fragmentOf(record);
  if (!fragment) return '••••••••••••';
  return fragment.startsWith('…') ? `••••••••${fragment.slice(1)}` : `${fragment}••••••••`;
}

/** All that an export offers, with the secret masked; needs no keychain. */
export function previewExport(core: Core, request: ExportRequest): Result<ExportPreview> {
  const found = find(core, request);
  if (!found.ok) return found;
  const { record, spec, variables } = found.value;
  const kind = heldKind(core, record);
  const mask = maskOf(record);
  const commands: ExportCommand[] = SHELLS.map((shell) => {
    const assignment = renderExport(shell, variables, SECRET);
    const prompted = renderPrompted(shell, variables);
    return {
      shell,
      label: SHELL_NAMES[shell],
      masked: assignment.ok ? assignment.value.split(SECRET).join(mask) : null,
      prompted: prompted.ok ? prompted.value.map((p) => ({ id: p.id, label: p.label, text: p.text, warnings: p.notes })) : [],
      problem: assignment.ok ? null : assignment.error.message,
    };
  });
  return ok({
    variables: spec.variables,
    commands,
    snippets: spec.snippets.map((s) => ({
      id: s.id,
      title: s.title,
      language: s.language,
      masked: s.text.split(SECRET).join(mask),
      literal: s.text.includes(SECRET),
      warning: s.warning,
    })),
    warnings: [...(kind?.warning ? [kind.warning] : []), ...spec.warnings],
    files: spec.files ?? [],
  });
}

/** Copies one item of an export. The secret goes from the keychain to the clipboard inside main. */
export async function copyExport(
  core: Core,
  copier: Copier,
  request: ExportRequest,
  item: ExportItem,
): Promise<Result<{ clearsIn: number | null }>> {
  const found = find(core, request);
  if (!found.ok) return found;
  const { record, spec, variables } = found.value;
  const name = nameOf(record);
  const plain = (text: string, what: string) => copier.copy(text, what, false);
  switch (item.kind) {
    case 'fragment':
      return plain(fragmentOf(record) ?? '', 'the visible part of the key');
    case 'prompted': {
      const forms = renderPrompted(item.shell, variables);
      if (!forms.ok) return forms;
      const form = forms.value.find((f) => f.id === item.id);
      return form ? plain(form.text, `the prompt for ${form.label}`) : fail('export.unknown', 'This form is not known.');
    }
    case 'snippet': {
      const snippet = spec.snippets.find((s) => s.id === item.id);
      if (!snippet) return fail('export.unknown', 'This snippet is not known.');
      if (!snippet.text.includes(SECRET)) return plain(snippet.text, snippet.title);
      return withSecret(core, record, (secret) =>
        copier.copy(snippet.text.split(SECRET).join(secret), `${snippet.title}, with ${name}`, true),
      );
    }
    case 'secret':
      return withSecret(core, record, (secret) => copier.copy(secret, `the secret of ${name}`, true));
    case 'assignment':
      return withSecret(core, record, async (secret) => {
        const text = renderExport(item.shell, variables, secret);
        return text.ok
          ? copier.copy(text.value, `${variables.find((v) => v.value === 'secret')?.name ?? 'the variable'} of ${name}`, true)
          : text;
      });
  }
}

async function withSecret<T>(core: Core, record: KeyRecord, use: (secret: string) => Promise<Result<T>>): Promise<Result<T>> {
  const read = await readSecret(core, record.id, 'mayAsk');
  if (!read.ok) return read;
  const done = await use(read.value.secret);
  core.record({
    what: 'key.copy',
    profileId: record.profileId,
    keyId: record.id,
    fragment: fragmentOf(record),
    outcome: done.ok ? 'done' : 'failed',
    ...(done.ok ? {} : { code: done.error.code }),
  });
  return done;
}
