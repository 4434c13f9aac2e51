import type { Principal } from '../../../domain/profile';
import { err, fail, ok, type Result } from '../../../domain/result';
import { isObject, objects } from '../common/json';
import type { Api } from './api';
import { type Answer, statusProblem } from './call';
import { text } from './json';

export interface Workspace {
  readonly id: string;
  readonly name: string;
}

/** Whose credential it is. */
export interface Identity {
  readonly principal: Principal;
  /** None on v1. */
  readonly workspaces: readonly Workspace[];
}

/** `GET /v1/user` or `GET /v4/users/self`. */
export async function askIdentity(api: Api): Promise<Result<Identity>> {
  const answer = await api.get(api.generation === 'v1' ? '/user' : '/users/self');
  if (!answer.ok) return answer;
  const identity = readIdentity(answer.value);
  return identity === null ? err(statusProblem(answer.value)) : ok(identity);
}

export const identityPath = (api: Api): string => (api.generation === 'v1' ? '/user' : '/users/self');

/** Reads either generation's answer; null where it names nobody. */
export function readIdentity({ body }: Answer): Identity | null {
  if (!isObject(body)) return null;
  const data = isObject(body.data) ? body.data : null;
  const user = data === null ? body : data.user;
  if (!isObject(user)) return null;
  const username = text(user.username);
  if (username === null) return null;
  const workspaces = objects(data?.workspaces).flatMap((w) => {
    const id = text(w.workspace_id);
    return id === null ? [] : [{ id, name: text(w.name) ?? id }];
  });
  return { principal: { id: text(user.id) ?? username, label: username }, workspaces };
}

/** The id of the workspace that is wanted by id or name; without a wish the only one. With several the user must say which. */
export function chooseWorkspace(workspaces: readonly Workspace[], wanted: string): Result<string> {
  const [only, ...others] = workspaces;
  const chosen = wanted === '' ? (others.length === 0 ? only : undefined) : workspaces.find((w) => w.id === wanted || w.name === wanted);
  if (chosen) return ok(chosen.id);
  return fail(
    'tiledb.chooseWorkspace',
    only
      ? `Say which workspace, by its name: ${workspaces.map((w) => w.name).join(', ')}.`
      : 'The server names no workspace of this account, without which no token can be made.',
    { do: 'none' },
    { field: 'workspace' },
  );
}
