import { parameters } from './body';
import type { Context } from './context';
import { page } from './pages';
import { html, json, redirect, type WireAnswer } from './wire';

/** Tells of a running server also while it starts; then `false`, with status 200. */
export const healthCheck = ({ options }: Context): WireAnswer => json(200, { healthy: !options.starting });

export const startupStatus = ({ options }: Context): WireAnswer =>
  json(200, { adminOnly: options.adminOnlyMode, startupComplete: !options.starting });

/** Site Settings: the form, and its saving. A box that is left out of the form is unticked, as in a browser. */
export function customizeSite(context: Context): WireAnswer {
  const { options, request, contextPath } = context;
  if (request.method !== 'POST')
    return html(200, page(context, 'Customize Site', '<form name="preferences"><input name="allowApiKeys" type="checkbox"></form>'));
  const form = parameters(context);
  const ticked = (name: string): boolean => form.get(name) === 'true' || form.get(name) === 'on';
  options.allowApiKeys = ticked('allowApiKeys');
  options.allowSessionKeys = ticked('allowSessionKeys');
  options.adminOnlyMode = ticked('adminOnlyMode');
  options.sslRequired = ticked('sslRequired');
  options.apiKeyExpirationSeconds = Number(form.get('apiKeyExpirationSeconds') ?? -1);
  return redirect(`${contextPath}/admin-showAdmin.view`);
}

/** Runs a maintenance task at once. Known: `PurgeExpiredApiKeys`. */
export function maintenance(context: Context): WireAnswer {
  const { state, request, contextPath } = context;
  if (request.method !== 'POST') return html(200, page(context, 'System Maintenance', '<p>Tasks run daily at 2:00.</p>'));
  if (parameters(context).get('taskName') === 'PurgeExpiredApiKeys') state.purgeExpired();
  return {
    status: 200,
    headers: [],
    body: `${request.origin}${contextPath}/pipeline-status-details.view?rowId=1`,
    contentType: 'text/plain;charset=UTF-8',
  };
}

const MODULES = ['API', 'Audit', 'Core', 'Experiment', 'FileContent', 'Pipeline', 'Query'];

/** The modules of a folder, without their versions. */
export const getModules = (): WireAnswer =>
  json(200, {
    folderType: 'Collaboration',
    modules: MODULES.map((name) => ({
      tabName: name,
      name,
      active: name === 'API' || name === 'Core',
      requireSitePermission: false,
      required: name === 'API' || name === 'Core',
      enabled: false,
    })),
  });
