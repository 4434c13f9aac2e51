import type { Context } from './context';
import { userObject } from './users';

/** The object that every page hands to its scripts. Members and their releases as observed on LabKey 24.1 to 24.11. */
function initObject(context: Context): Record<string, unknown> {
  const { features, options, user } = context;
  const api = {
    ...(features.ownKeys
      ? {
          allowApiKeys: options.allowApiKeys,
          allowSessionKeys: options.allowSessionKeys,
          apiKeyExpirationSeconds: options.apiKeyExpirationSeconds,
        }
      : {}),
    ...(options.autoRedirectSso === null ? {} : { AutoRedirectSSOAuthConfiguration: options.autoRedirectSso }),
    moduleNames: ['core', 'api', 'pipeline', 'query', 'experiment', 'audit', 'filecontent'],
    applicationMenuDisplayMode: 'ALWAYS',
  };
  return {
    CSRF: context.csrf,
    contextPath: context.contextPath,
    container: { path: context.containerPath === '' ? '/' : context.containerPath },
    demoMode: false,
    devMode: false,
    extDefaultDateFormat: 'Y-m-d',
    extDefaultDateTimeFormat: 'Y-m-d H:i',
    homeContainer: 'home',
    imagePath: `${context.contextPath}/_images`,
    ...(user || options.guestModuleContext ? { moduleContext: { api, core: {}, query: {} } } : {}),
    serverName: '127.0.0.1',
    ...(features.tellsZone ? { timezone: options.timezone, timezoneCode: null } : {}),
    user: userObject(context, user),
    versionString: context.versionString,
  };
}

/** A page of LabKey's: the frame, the object for the scripts and a body. Long enough to be compressed, as the real ones are. */
export function page(context: Context, title: string, body: string): string {
  const init = JSON.stringify(initObject(context)).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="utf-8" />
    <meta http-equiv="X-UA-Compatible" content="IE=edge" />
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="authenticatedUser" content="${context.user?.email ?? 'guest'}">
<meta name="impersonatedUser" content="${context.impersonated ? (context.user?.email ?? '') : ''}">
    <title>${title}</title>
    <script src="${context.contextPath}/core/gen/vendors.js" type="text/javascript"></script>
    <script type="text/javascript" nonce="a1b2c3">
        LABKEY.init(${init});
        LABKEY.loadedScripts('core/css/core.css','internal/jQuery/jquery-3.7.1.min.js','clientapi/labkey-api-js-core.min.js','internal/clientapi_core.lib.xml','core/gen/themes/seattle.js','clientapi/labkey-api-js-ext3.min.js','clientapi/labkey-api-js-dom.min.js');
    </script>
</head>
<body>
<div class="lk-header-ct"><div class="labkey-page-header"><div class="container clearfix"><div class="hidden-xs navbar-header"><a href="${context.contextPath}/home/project-begin.view?" class="brand-logo"><img src="${context.contextPath}/core-logo.image?revision=0" alt="LabKey Server" height="30"></a><h4 class="brand-link"><a id="labkey-app-title" class="labkey-app-title" href="${context.contextPath}/home/project-begin.view?">LabKey Server</a></h4></div></div></div></div>
<div class="lk-body-ct"><div class="container"><div class="lk-body-title"><h3>${title}</h3></div>
${body}
</div></div>
<div class="footer-block"><div class="footer-content"><p>${'<!-- LabKey Server -->'.repeat(20)}</p></div></div>
</body>
</html>
`;
}
