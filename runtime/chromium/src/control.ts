import { context } from './context';
import type { ControlCall, ControlMessage, MenuEntry, WindowState } from './control-wire';
import { app } from './electron/app';
import { BrowserWindow } from './electron/browser-window';
import { ClipboardItem, clipboard } from './electron/clipboard';
import { dialogScript } from './electron/dialog';
import { clickMenuItem, findMenuItem, Menu, type MenuItem } from './electron/menu';
import { notifications } from './electron/notification';
import { powerMonitor, trays } from './electron/recorded';
import { opened } from './electron/shell';

const entry = (item: MenuItem): MenuEntry => ({
  id: item.id,
  label: item.label,
  role: item.role ?? null,
  accelerator: item.accelerator ?? null,
  enabled: item.enabled,
  visible: item.visible,
  checked: item.checked,
  type: item.type,
  submenu: item.submenu?.items.map(entry) ?? [],
});

const windowState = (window: BrowserWindow): WindowState => ({
  id: window.id,
  title: window.getTitle(),
  url: window.webContents.getURL(),
  bounds: window.getBounds(),
  visible: window.isVisible(),
  focused: window.isFocused(),
  minimized: window.isMinimized(),
  maximized: window.isMaximized(),
  contentProtection: window.recorded.contentProtection,
});

const windowNumbered = (id: number | null): BrowserWindow => {
  const found = id === null ? BrowserWindow.getAllWindows()[0] : BrowserWindow.fromId(id);
  if (!found) throw new Error('There is no such window');
  return found;
};

/** What a test may ask of the app's process, by name. */
const methods: Record<string, (...args: never[]) => unknown> = {
  endpoint: () => context.ensureBrowser().endpoint,
  answerDialog: (answer: unknown) => void dialogScript.answers.push(answer),
  dialogCalls: () => dialogScript.calls,
  openedExternals: () => opened,
  readClipboard: () => clipboard.readText(),
  clipboardFormats: async () => (await clipboard.read()).flatMap((item) => item.types),
  writeClipboard: (text: string) => clipboard.write([new ClipboardItem({ 'text/plain': text })]),
  notifications: () =>
    notifications.map(({ title, body, urgency, actions }) => ({
      title,
      body,
      urgency,
      actions: actions.map((action) => action.text ?? ''),
    })),
  notificationEvent: (at: number, event: string) => {
    const one = notifications.at(at);
    if (!one) throw new Error('There is no such notification');
    if (event === 'close') one.closed();
    else one.invoked(event);
  },
  power: (event: string) => void powerMonitor.emit(event),
  menu: () => Menu.getApplicationMenu()?.items.map(entry) ?? [],
  clickMenu: (wanted: string) => {
    if (!findMenuItem(wanted)) throw new Error(`The menu has no item ${wanted}`);
    return clickMenuItem(wanted, BrowserWindow.getAllWindows()[0]?.webContents ?? null);
  },
  trays: () =>
    [...trays].map((tray) => ({
      tooltip: tray.tooltip,
      title: tray.title,
      image: tray.image.source,
      menu: tray.menu?.items.map(entry) ?? [],
    })),
  clickTray: (label: string) => {
    for (const tray of trays) {
      const item = tray.menu?.items.find((candidate) => candidate.label === label || candidate.id === label);
      if (item) return item.click({}, null, null);
    }
    throw new Error(`No tray menu has an item ${label}`);
  },
  recorded: () => app.recorded,
  runtime: () => context.info,
  windows: () => BrowserWindow.getAllWindows().map(windowState),
  emitApp: (event: string) => void app.emit(event, {}),
  emitWindow: (id: number | null, event: string) => void windowNumbered(id).emit(event),
  closeWindow: (id: number | null) => windowNumbered(id).close(),
  quit: () => app.quit(),
};

/** Answers a test over the process's IPC channel. The app ends with the test that started it. */
export function serveControl(): void {
  const say = (message: ControlMessage): void => {
    process.send?.(message);
  };
  process.on('message', (message: ControlCall) => {
    const method = methods[message.method];
    Promise.resolve()
      .then(() => {
        if (!method) throw new Error(`unknown method ${message.method}`);
        return method(...(message.args as never[]));
      })
      .then(
        (value) => say({ id: message.id, ok: true, value: value ?? null }),
        (error: unknown) => say({ id: message.id, ok: false, error: error instanceof Error ? error.message : String(error) }),
      );
  });
  process.on('disconnect', () => app.exit(1));
  // The channel alone keeps no process alive.
  process.channel?.unref();
}
