import { createHash } from 'node:crypto';
import { flatForm } from './body';
import type { Context } from './context';
import type { SandboxContainerOptions } from './options';
import { json, type WireAnswer } from './wire';

const ROOT: SandboxContainerOptions = { path: '/', read: 'nobody' };
/** What Read comes with on a server without further modules. */
const READER = ['DataClassReadPermission', 'MediaReadPermission', 'NotebookReadPermission', 'ReadPermission', 'ReadSomePermission'];

/** The permissions of an administrator as an old mask of bits. */
const ADMIN_BITS = 32_783;

const depth = (path: string): number => path.split('/').filter((s) => s !== '').length;
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** The container of the address with those right below it that the user may read. The root is told to everybody, with what is theirs. */
export function getContainers(context: Context): WireAnswer {
  const { state, user, containerPath } = context;
  const below = state.containers.filter(
    (c) => c.path.startsWith(`${containerPath}/`) && depth(c.path) === depth(containerPath) + 1 && state.mayRead(user, c),
  );
  const own = state.containerOf(containerPath === '' ? '/' : containerPath) ?? ROOT;
  return json(200, { ...described(context, own), children: below.map((c) => ({ ...described(context, c), children: [] })) });
}

/** An administrator makes a folder; nobody else may read it at first. */
export function createContainer(context: Context): WireAnswer {
  const name = flatForm(context).get('name') ?? '';
  const made: SandboxContainerOptions = { path: `${context.containerPath}/${name}`, read: 'nobody' };
  context.state.containers.push(made);
  const { formats, ...rest } = described(context, made);
  const { numberFormat: _, ...own } = formats;
  return json(200, { ...rest, formats: own });
}

function described({ state, user, contextPath }: Context, container: SandboxContainerOptions) {
  const { path } = container;
  const read = state.mayRead(user, container);
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    formats: { dateTimeFormat: 'yyyy-MM-dd HH:mm', numberFormat: null, dateFormat: 'yyyy-MM-dd', timeFormat: 'HH:mm:ss' },
    parentPath: path === '/' ? null : parentOf(path),
    parentId: path === '/' ? null : idOf(parentOf(path)),
    id: idOf(path),
    title: name,
    name,
    path,
    type: path === '/' ? 'root' : depth(path) === 1 ? 'project' : 'folder',
    folderType: 'Collaboration',
    startUrl: `${contextPath}${path === '/' ? '' : path}/project-begin.view`,
    auditCommentsRequired: false,
    isWorkbook: false,
    sortOrder: 0,
    hasRestrictedActiveModule: false,
    effectivePermissions: read ? READER.map((permission) => `org.labkey.api.security.permissions.${permission}`) : [],
    userPermissions: user?.admin ? ADMIN_BITS : read ? 1 : 0,
  };
}

/** A GUID that stays the same for a path. */
function idOf(path: string): string {
  const hex = createHash('sha256').update(path).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
