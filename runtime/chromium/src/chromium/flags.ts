import { SPLASH } from '../page/wire';

export interface LaunchOptions {
  readonly profile: string;
  readonly headless: boolean;
  readonly sandbox: boolean;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** CSS colour of the page that stands in the window until the app's own is there. */
  readonly background: string;
  /** Tests only: also opens a debugging port on loopback, for Playwright. */
  readonly port: boolean;
}

const featuresOff = [
  'AcceptCHFrame',
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'MediaRouter',
  'OptimizationHints',
  'PaintHolding',
  'PasswordManagerOnboarding',
  'Translate',
];

/** Chromium's command line: one app window without browser controls, no service of its own, no name that resolves. */
export function launchFlags(options: LaunchOptions): string[] {
  const quoted = (text: string) => encodeURIComponent(text.replaceAll('<', ''));
  const splash = `${SPLASH}<title>${quoted(options.title)}</title><body style="background:${quoted(options.background)}">`;
  return [
    '--remote-debugging-pipe',
    ...(options.port ? ['--remote-debugging-port=0'] : []),
    `--user-data-dir=${options.profile}`,
    `--window-size=${options.width},${options.height}`,
    ...(options.headless ? ['--headless'] : []),
    // Says nothing about --no-sandbox in a bar over the page; the status line of the app says it.
    '--test-type',
    ...(options.sandbox ? [] : ['--no-sandbox']),
    '--class=Tessera',
    '--no-first-run',
    '--no-default-browser-check',
    '--no-service-autorun',
    '--no-pings',
    '--password-store=basic',
    '--use-mock-keychain',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--no-proxy-server',
    '--disable-background-networking',
    '--disable-background-timer-throttling',
    '--disable-renderer-backgrounding',
    '--disable-breakpad',
    '--disable-crash-reporter',
    '--disable-client-side-phishing-detection',
    '--disable-component-extensions-with-background-pages',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    `--disable-features=${featuresOff.join(',')}`,
    '--disable-blink-features=WebUSB,WebHID,Serial,WebBluetooth',
    '--disable-field-trial-config',
    '--disable-infobars',
    '--disable-prompt-on-repost',
    '--disable-search-engine-choice-screen',
    '--disable-session-crashed-bubble',
    '--disable-sync',
    '--metrics-recording-only',
    '--propagate-iph-for-testing',
    '--disk-cache-size=1',
    '--log-level=3',
    `--app=${splash}`,
  ];
}
