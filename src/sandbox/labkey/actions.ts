import { customizeSite, getModules, healthCheck, maintenance, startupStatus } from './admin-actions';
import type { Context } from './context';
import { createApiKey, ensureLogin } from './key-actions';
import { initialUser, loginApi, loginCsrf, loginPage, logoutApi, saveSettings, stopImpersonating, whoAmI } from './login-actions';
import { adminPage, executeQueryPage, externalTools, homePage, maintenancePage } from './page-actions';
import { createContainer, getContainers } from './project-actions';
import { deleteRows, refuseChange } from './query-delete';
import { selectRows } from './query-select';
import { executeSql } from './query-sql';
import { changeUsers, createUser, deleteUsers, impersonateUser, updateUsersState } from './user-actions';
import type { WireAnswer } from './wire';

export interface Action {
  readonly run: (context: Context) => WireAnswer | Promise<WireAnswer>;
  readonly methods: readonly string[];
  /** `login`: not as guest. `read`: Read in the container of the address. `admin`: a site administrator. */
  readonly needs: 'nothing' | 'login' | 'read' | 'admin';
  /** `post`: for every other method than GET. */
  readonly csrf: 'post' | 'always' | 'never';
  /** Answers a page: guests are sent to the login page, and refusals are HTML. */
  readonly page?: true;
  /** Works while the server starts or is in admin-only mode. */
  readonly always?: true;
}

const BOTH = ['GET', 'POST'];
const post = (run: Action['run'], needs: Action['needs']): Action => ({ run, methods: ['POST'], needs, csrf: 'post' });
const shown = (run: Action['run'], needs: Action['needs'], always?: true): Action => ({
  run,
  methods: BOTH,
  needs,
  csrf: 'post',
  page: true,
  ...(always ? { always } : {}),
});

/** Controller and action in lower case, as the addresses are compared. Two names are aliases: getQuery and delRows. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  'login-whoami': { run: whoAmI, methods: BOTH, needs: 'nothing', csrf: 'post', always: true },
  'login-loginapi': { run: loginApi, methods: ['POST'], needs: 'nothing', csrf: 'never', always: true },
  'login-logoutapi': { run: logoutApi, methods: ['POST'], needs: 'nothing', csrf: 'post', always: true },
  'login-csrf': { run: loginCsrf, methods: BOTH, needs: 'nothing', csrf: 'always', always: true },
  'login-login': shown(loginPage, 'nothing', true),
  'login-initialuser': shown(initialUser, 'nothing', true),
  'login-savesettings': post(saveSettings, 'admin'),
  'login-stopimpersonating': { ...post(stopImpersonating, 'login'), always: true },
  'security-ensurelogin': { run: ensureLogin, methods: BOTH, needs: 'login', csrf: 'post' },
  'security-createapikey': post(createApiKey, 'login'),
  'security-externaltoolsview': shown(externalTools, 'login'),
  'security-createnewuser': post(createUser, 'admin'),
  'query-selectrows': { run: selectRows, methods: BOTH, needs: 'read', csrf: 'never' },
  'query-getquery': { run: selectRows, methods: BOTH, needs: 'read', csrf: 'never' },
  'query-executesql': { run: executeSql, methods: BOTH, needs: 'read', csrf: 'never' },
  'query-deleterows': post(deleteRows, 'read'),
  'query-delrows': post(deleteRows, 'read'),
  'query-insertrows': post(refuseChange, 'read'),
  'query-updaterows': post(refuseChange, 'read'),
  'query-truncatetable': post(refuseChange, 'read'),
  'query-executequery': shown(executeQueryPage, 'read'),
  'project-getcontainers': { run: getContainers, methods: BOTH, needs: 'nothing', csrf: 'post' },
  'core-createcontainer': post(createContainer, 'admin'),
  'core-getmoduleproperties': { run: getModules, methods: BOTH, needs: 'admin', csrf: 'post' },
  'project-begin': shown(homePage, 'read'),
  'project-start': shown(homePage, 'read'),
  'admin-healthcheck': { run: healthCheck, methods: BOTH, needs: 'nothing', csrf: 'post', always: true },
  'admin-startupstatus': { run: startupStatus, methods: BOTH, needs: 'nothing', csrf: 'post', always: true },
  'admin-getmodules': { run: getModules, methods: BOTH, needs: 'read', csrf: 'post' },
  'admin-maintenance': shown(maintenancePage, 'nothing', true),
  'admin-showadmin': shown(adminPage('Admin Console'), 'admin'),
  'admin-customizesite': shown(customizeSite, 'admin'),
  'admin-systemmaintenance': shown(maintenance, 'admin'),
  'logger-manage': shown(adminPage('Loggers'), 'admin'),
  'user-showusers': shown(adminPage('Site Users'), 'admin'),
  'user-impersonateuser': post(impersonateUser, 'admin'),
  'user-updateusersstateapi': post(updateUsersState, 'admin'),
  'user-deactivateusers': shown(changeUsers(false), 'admin'),
  'user-activateusers': shown(changeUsers(true), 'admin'),
  'user-deleteusers': shown(deleteUsers, 'admin'),
};

/** Names of the controllers that exist: an unknown one is another kind of 404 than an unknown action. */
export const CONTROLLERS: ReadonlySet<string> = new Set(Object.keys(ACTIONS).map((name) => name.slice(0, name.indexOf('-'))));
