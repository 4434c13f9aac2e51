import { ACTIONS, type Action, CONTROLLERS } from './actions';
import { parseAddress } from './address';
import { suspect } from './blocklist';
import { parameters } from './body';
import type { Context } from './context';
import { BAD_CSRF, exception, htmlError, NO_PERMISSION, unauthorized } from './errors';
import { page } from './pages';
import { header, html, isBrowser, Refusal, redirect, type WireAnswer } from './wire';
import { asXml } from './xml';

type MakeContext = (about: Pick<Context, 'containerPath' | 'isPage'>) => Context;

const FILE = /\.(css|js|png|ico|svg|gif|woff2?)$/i;

/** Finds what a path below the context names and runs it. */
export async function route(path: string, make: MakeContext): Promise<WireAnswer> {
  const address = parseAddress(path);
  if (!address) return noAction(path, make);
  const name = `${address.controller}-${address.action}`;
  const action = ACTIONS[name];
  const root = make({ containerPath: '', isPage: action?.page ?? false });
  if (!CONTROLLERS.has(address.controller)) return htmlError(root, 404, `Unable to find requested page: ${address.controller}`);
  if (!action) return htmlError(root, 404, `Unable to find action ${address.action} to handle request in controller ${address.controller}`);
  const container = root.state.containerOf(address.container);
  if (!container) {
    const kind = address.container.lastIndexOf('/') > 0 ? 'folder' : 'project';
    const message = `No such ${kind}: ${address.container}`;
    return action.page ? htmlError(root, 404, message) : exception(404, message);
  }
  const context = make({ containerPath: container.path === '/' ? '' : container.path, isPage: action.page ?? false });
  try {
    admit(context, action, container);
    const answer = await action.run(context);
    return context.request.query.get('respFormat') === 'xml' ? asXml(answer) : answer;
  } catch (problem) {
    if (problem instanceof Refusal) return problem.answer;
    throw problem;
  }
}

/** The checks before an action, in the order of the real server: state of the server, method, permission, CSRF, terms of use. */
function admit(context: Context, action: Action, container: NonNullable<ReturnType<Context['state']['containerOf']>>): void {
  const { request, user, options, state } = context;
  const closed = options.starting ? 'server is not ready' : options.adminOnlyMode && !user?.admin ? 'server is in admin-only mode' : null;
  if (closed !== null && !action.always) {
    if (!isBrowser(request)) throw unauthorized(context, closed);
    const to = `${request.origin}${context.contextPath}/admin-maintenance.view?returnUrl=${encodeURIComponent(context.ownUrl)}`;
    throw new Refusal(redirect(to));
  }
  if (!action.methods.includes(request.method)) throw new Refusal(exception(405, `Method Not Allowed: ${request.method}`));
  const allowed =
    action.needs === 'nothing' ||
    (action.needs === 'login' && user !== null) ||
    (action.needs === 'read' && state.mayRead(user, container)) ||
    (action.needs === 'admin' && (user?.admin ?? false));
  if (!allowed) throw unauthorized(context, NO_PERMISSION);
  const checked = action.csrf === 'always' || (action.csrf === 'post' && request.method !== 'GET');
  if (checked && !tokenMatches(context)) {
    suspect(context.sandbox, request);
    throw unauthorized(context, BAD_CSRF, true);
  }
  if (user?.termsPending && context.byCookie && !action.always)
    throw new Refusal(redirect(`${context.contextPath}/login-agreeToTerms.view?returnUrl=${encodeURIComponent(context.ownUrl)}`));
}

/** The double submit: cookie and header, parameter or form field are equal. The server remembers no token. */
function tokenMatches(context: Context): boolean {
  const { request } = context;
  if (request.cookies.get('X-LABKEY-CSRF') !== context.csrf) return false;
  return (header(request, 'x-labkey-csrf') ?? parameters(context).get('X-LABKEY-CSRF')) === context.csrf;
}

/** What is no action: the root, a bare container, WebDAV, a static file, or nothing. */
function noAction(path: string, make: MakeContext): WireAnswer {
  const context = make({ containerPath: '', isPage: true });
  const base = context.contextPath;
  if (path === '/' || path === '') return { ...redirect(`${base}/home/project-start.view`), noServer: true };
  if (path.startsWith('/_webdav')) return { ...html(200, page(context, 'WebDAV', '<p>Files</p>')), noServer: true };
  const container = context.state.containerOf(path.replace(/\/+$/, ''));
  if (container) return { ...redirect(`${base}${container.path}/project-begin.view`), noServer: true };
  if (FILE.test(path))
    return {
      status: 200,
      headers: [],
      body: '/* */\n',
      contentType: path.endsWith('.css') ? 'text/css;charset=UTF-8' : 'application/octet-stream',
      noServer: true,
    };
  return htmlError(context, 404, 'Unable to find requested page');
}
