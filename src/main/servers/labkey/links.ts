import type { ServerLink } from '../../../domain/profile';
import { actionUrl } from './address';

/**
 * Pages of the server where a person does what cannot be done from here. Addresses: observed on 24.11 (the first two, and the grid);
 * that of the loggers from LabKey's platform source. Steps in the words of LabKey's documentation.
 */
export function linksOf(address: string): readonly ServerLink[] {
  return [externalTools(address), siteSettings(address), loggers(address), apiKeys(address)];
}

export const externalTools = (address: string): ServerLink => ({
  id: 'externalTools',
  label: 'Open External Tool Access',
  url: actionUrl(address, 'security-externalToolsView.view'),
  steps: [
    'Sign in in the browser as you always do.',
    'On this page (menu: your name > External Tool Access) click Generate API Key, and give it a description where it asks for one.',
    'Click the copy button. The key is shown this once only.',
    'Come back and paste it here.',
  ],
  administrator: false,
});

export const siteSettings = (address: string): ServerLink => ({
  id: 'siteSettings',
  label: 'Open Site Settings',
  url: actionUrl(address, 'admin-customizeSite.view'),
  steps: [
    'Admin Console > Configuration > Site Settings.',
    'Under “Configure API Keys”, tick “Let users create API keys”.',
    'Choose when to “Expire API keys”: never, or after 7, 30, 90, 180 or 365 days. Keys that exist keep their date.',
    'Save.',
  ],
  administrator: true,
});

export const loggers = (address: string): ServerLink => ({
  id: 'loggers',
  label: 'Open Loggers',
  url: actionUrl(address, 'logger-manage.view'),
  steps: [
    'Admin Console > Loggers.',
    'Set org.labkey.api.security.SecurityManager.Authentication to DEBUG.',
    'Repeat what fails: the server’s log then tells of every attempt to sign in, and why it failed. Set it back afterwards.',
  ],
  administrator: true,
});

export const apiKeys = (address: string): ServerLink => ({
  id: 'apiKeys',
  label: 'Open the APIKeys query',
  url: actionUrl(address, 'query-executeQuery.view', '', { schemaName: 'core', 'query.queryName': 'APIKeys' }),
  steps: [
    'All keys of the server with owner, creation and expiry; session keys are not among them.',
    'To revoke keys, select their rows and delete them.',
  ],
  administrator: true,
});
