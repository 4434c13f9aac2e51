import { type Context, GUEST } from './context';
import type { SandboxUser } from './state';

/** The user as pages and loginApi describe one. Permissions are those in the root container. */
export function userObject(context: Context, user: SandboxUser | null): Record<string, unknown> {
  const admin = user?.admin ?? false;
  const named = user ?? GUEST;
  return {
    canUpdateOwn: admin,
    isRootAdmin: admin,
    canUpdate: admin,
    isGuest: user === null,
    canInsert: admin,
    displayName: named.displayName,
    isSignedIn: user !== null,
    avatar: `${context.contextPath}/_images/defaultavatar.png`,
    isAdmin: admin,
    isDeveloper: admin,
    isSystemAdmin: admin,
    isSystem: false,
    canDeleteOwn: admin,
    isAnalyst: admin,
    canDelete: admin,
    id: named.id,
    email: named.email,
    canImpersonateSiteRoles: admin,
    isTrusted: admin,
    maxAllowedPhi: 'Restricted',
  };
}
