import { attemptLogin, DEACTIVATED, NO_MATCH } from './authenticate';
import { flatForm } from './body';
import { type Context, GUEST } from './context';
import { exception, invalid } from './errors';
import { page } from './pages';
import { userObject } from './users';
import { html, json, Refusal, redirect, type WireAnswer } from './wire';

const CAPS_LOCK = '\nNote: Passwords are case sensitive; make sure your Caps Lock is off.';
const ADVICE = 'Please contact a system administrator to request reactivation of this account.';

/** Who the server takes the request for; a guest is id 0 with status 200. */
export function whoAmI(context: Context): WireAnswer {
  const named = context.user ?? GUEST;
  return json(200, {
    displayName: named.displayName,
    success: true,
    id: named.id,
    CSRF: context.csrf,
    impersonated: context.impersonated,
    email: named.email,
  });
}

/** Signs in by e-mail and password. Needs no token; refuses what stands on the query string. */
export async function loginApi(context: Context): Promise<WireAnswer> {
  const { request, state, sandbox } = context;
  if (request.query.has('password')) throw new Refusal(exception(400, 'password is not allowed on URL'));
  const form = flatForm(context);
  const email = form.get('email') ?? '';
  const password = form.get('password') ?? '';
  if (email === '' || password === '')
    return invalid('Please sign in using your email address and password.', { severity: 'Error', field: 'form', id: 'form' });
  const main = { severity: 'Error', field: 'main', id: 'Error' };
  const attempt = await attemptLogin(sandbox, request, email, password);
  const after = (path: string): string => `${request.origin}${context.contextPath}${path}`;
  if (attempt.kind === 'secondFactor') return json(200, { success: true, CSRF: context.csrf, returnUrl: after('/totp-validate.view') });
  if (attempt.kind === 'expiredPassword')
    return json(200, { success: false, CSRF: context.csrf, returnUrl: after('/login-changePassword.view?message=expired') });
  if (attempt.kind === 'refused' && attempt.text === DEACTIVATED)
    return invalid(DEACTIVATED, { ...main, adviceHref: 'mailto:admin@lab.test', adviceText: ADVICE });
  if (attempt.kind === 'refused') return invalid(attempt.text === NO_MATCH ? `${NO_MATCH}${CAPS_LOCK}` : attempt.text, main);
  const { user } = attempt;
  if (user.termsPending && form.get('approvedTermsOfUse') !== 'true')
    return invalid('To use this site, you must check the box to approve the terms of use.', main);
  user.termsPending = false;
  if (context.session) state.endSession(context.session.id);
  const session = state.openSession(user.id);
  const answer = json(200, {
    success: true,
    CSRF: context.csrf,
    returnUrl: form.get('returnUrl') ?? after('/home/project-begin.view'),
    user: userObject(context, user),
  });
  return { ...answer, session };
}

/** Ends the session; a guest may call it, too. */
export function logoutApi(context: Context): WireAnswer {
  const { state, session, options } = context;
  if (session) state.endSession(session.id);
  const answer = json(200, { success: true, ...(options.logoutRedirectUrl === null ? {} : { redirectUrl: options.logoutRedirectUrl }) });
  return { ...answer, session: state.openSession(null) };
}

/** The administrator's settings for signing in; of them only the domain that completes addresses is kept. */
export function saveSettings(context: Context): WireAnswer {
  context.options.defaultDomain = flatForm(context).get('defaultDomain') ?? '';
  return json(200, { success: true });
}

export const loginCsrf = (): WireAnswer => json(200, { success: true });

export function stopImpersonating(context: Context): WireAnswer {
  if (context.session) context.session.impersonates = null;
  return redirect(`${context.contextPath}/`);
}

export const loginPage = (context: Context): WireAnswer =>
  html(200, page(context, 'Sign In', '<form id="signin"><input name="email"><input name="password" type="password"></form>'));

export const initialUser = (context: Context): WireAnswer => html(200, page(context, 'Account Setup', '<form name="initialUser"></form>'));
