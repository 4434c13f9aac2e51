import type { Context } from './context';
import type { SandboxContainerOptions } from './options';
import { json, type WireAnswer } from './wire';

/** The container of the address with those below it that the user may read. The root is told to everybody, empty-handed. */
export function getContainers(context: Context): WireAnswer {
  const { state, user, containerPath } = context;
  const depth = (path: string): number => path.split('/').filter((s) => s !== '').length;
  const below = state.containers.filter(
    (c) => c.path.startsWith(`${containerPath}/`) && depth(c.path) === depth(containerPath) + 1 && state.mayRead(user, c),
  );
  const own = state.containerOf(containerPath === '' ? '/' : containerPath) ?? { path: '/', read: 'nobody' };
  return json(200, { ...described(context, own), children: below.map((c) => ({ ...described(context, c), children: [] })) });
}

function described(context: Context, container: SandboxContainerOptions): Record<string, unknown> {
  const { path } = container;
  const at = path.lastIndexOf('/');
  const read = context.state.mayRead(context.user, container);
  return {
    formats: { dateTimeFormat: 'yyyy-MM-dd HH:mm', numberFormat: null, dateFormat: 'yyyy-MM-dd', timeFormat: 'HH:mm:ss' },
    parentPath: path === '/' ? null : path.slice(0, at) || '/',
    title: path.slice(at + 1),
    name: path.slice(at + 1),
    path,
    type: path === '/' ? 'root' : at === 0 ? 'project' : 'folder',
    folderType: 'Collaboration',
    startUrl: `${context.contextPath}${path === '/' ? '' : path}/project-begin.view`,
    isWorkbook: false,
    sortOrder: 0,
    hasRestrictedActiveModule: false,
    effectivePermissions: read ? ['org.labkey.api.security.permissions.ReadPermission'] : [],
    userPermissions: read ? 1 : 0,
  };
}
