import { randomBytes } from 'node:crypto';
import { flatForm } from './body';
import type { Context } from './context';
import { invalid } from './errors';
import type { SandboxUser } from './state';
import { json, redirect, type WireAnswer } from './wire';

const named = (context: Context): SandboxUser | undefined => context.state.userById(Number(flatForm(context).get('userId')));

/** An administrator takes another user's part until the session ends or `login-stopImpersonating`. */
export function impersonateUser(context: Context): WireAnswer {
  const user = named(context);
  if (!user || !context.session) return invalid('User not found');
  context.session.impersonates = user.id;
  return json(200, { success: true });
}

export function updateUsersState(context: Context): WireAnswer {
  const activate = flatForm(context).get('activate') === 'true';
  const user = named(context);
  if (user) user.active = activate;
  return json(200, { success: true, userIds: user ? [user.id] : [], activate, delete: false });
}

/** The form behind "Deactivate" and "Reactivate". */
export const changeUsers =
  (active: boolean) =>
  (context: Context): WireAnswer => {
    const user = named(context);
    if (user) user.active = active;
    return redirect(`${context.contextPath}/user-showUsers.view`);
  };

export function deleteUsers(context: Context): WireAnswer {
  const user = named(context);
  if (user) context.state.removeUser(user.id);
  return redirect(`${context.contextPath}/user-showUsers.view`);
}

export function createUser(context: Context): WireAnswer {
  const email = flatForm(context).get('email') ?? '';
  const known = context.state.userOf(email);
  const user = known ?? context.state.addUser({ email });
  const link = `${context.contextPath}/login-setPassword.view?verification=${randomBytes(8).toString('hex')}&amp;email=${encodeURIComponent(email)}`;
  const message = `${email} added as a new user to the system, but no email was sent.  Click <a href="${link}" target="_blank">here</a> to change the password from the random one that was assigned.`;
  return json(200, { success: true, message, userId: user.id, email, users: [{ isNew: !known, message, userId: user.id, email }] });
}
