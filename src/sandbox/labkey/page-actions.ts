import { parameters } from './body';
import type { Context } from './context';
import { escapeHtml, NO_PERMISSION, unauthorized } from './errors';
import { page } from './pages';
import { tableOf } from './tables';
import { html, type WireAnswer } from './wire';

/** "External Tool Access": where a browser user makes a key by hand. */
export function externalTools(context: Context): WireAnswer {
  const { options, user } = context;
  const nothing = !options.allowApiKeys && !options.allowSessionKeys && !user?.admin;
  const parts = [
    ...(options.allowApiKeys ? ['<h4>API Keys</h4><button id="apikey">Generate API Key</button>'] : []),
    ...(options.allowSessionKeys ? ['<h4>Session Keys</h4><button id="session">Generate Session Key</button>'] : []),
    ...(nothing ? ['<p>No external tools are enabled on this server.</p>'] : []),
  ];
  return html(200, page(context, 'External Tool Access', parts.join('\n')));
}

export const homePage = (context: Context): WireAnswer => html(200, page(context, 'Start Page', '<p>Welcome.</p>'));

export const maintenancePage = (context: Context): WireAnswer =>
  html(200, page(context, 'Maintenance', '<p>This server is unavailable for the moment.</p>'));

/** Pages of the administration that are only linked to. */
export const adminPage =
  (title: string) =>
  (context: Context): WireAnswer =>
    html(200, page(context, title, `<p>${title}</p>`));

/** The grid of one query: where an administrator of an old release deletes keys by hand. */
export function executeQueryPage(context: Context): WireAnswer {
  const all = parameters(context);
  const name = all.get('query.queryName') ?? '';
  const table = tableOf(context, name);
  if (!table) throw unauthorized(context, NO_PERMISSION);
  const cells = table.rows.map((row) => `<tr><td>${escapeHtml(String(row.values.get(table.key)))}</td></tr>`);
  return html(200, page(context, table.name, `<table>${cells.join('')}</table>`));
}
