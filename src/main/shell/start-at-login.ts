import { homedir } from 'node:os';
import { app } from 'electron';
import { autostartFolder, type LoginState, type StartAtLogin, xdgAutostart } from './autostart';
import { HIDDEN } from './background';

const answer = (on: boolean, note: string | null = null): LoginState => ({ on, note, stale: false });

/** A way that does not exist, with the reason. */
const never = (note: string): StartAtLogin => ({ read: async () => answer(false), set: async (on) => answer(false, on ? note : null) });

/** Start at login on this system. `command`: the words that start this app; null where it must not start by itself (the demo). */
export function startAtLogin(command: readonly string[] | null): StartAtLogin {
  if (command === null) return never('The demo does not start at login.');
  switch (process.platform) {
    case 'linux':
      return xdgAutostart(autostartFolder(process.env, homedir()), [...command, HIDDEN]);
    case 'darwin':
      // Unpackaged, macOS would be told to start Electron itself, without the app.
      return app.isPackaged ? macLoginItem() : never('On macOS only the installed Tessera can start at login.');
    case 'win32':
      return windowsRunKey(command);
    default:
      return never('On this system Tessera cannot start at login by itself.');
  }
}

/** macOS' list of login items. It takes no arguments: a start by it is told by `wasOpenedAtLogin`. */
function macLoginItem(): StartAtLogin {
  const read = async (): Promise<LoginState> => {
    const { openAtLogin, status } = app.getLoginItemSettings();
    if (status === 'requires-approval')
      return answer(false, 'macOS waits for your approval: System Settings, General, Login Items, Tessera.');
    return answer(openAtLogin);
  };
  return {
    read,
    set: async (on) => {
      app.setLoginItemSettings({ openAtLogin: on });
      return read();
    },
  };
}

/** Windows' registry. The person may have switched it off in the task manager, which the registry entry alone does not tell. */
function windowsRunKey(command: readonly string[]): StartAtLogin {
  const [path = '', ...rest] = command;
  const entry = { path, args: [...rest.map((word) => `"${word}"`), HIDDEN] };
  const read = async (): Promise<LoginState> => {
    const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(entry);
    if (openAtLogin && !executableWillLaunchAtLogin)
      return answer(false, 'Windows has switched Tessera’s start at login off: Settings, Apps, Startup.');
    return answer(openAtLogin);
  };
  return {
    read,
    set: async (on) => {
      app.setLoginItemSettings({ openAtLogin: on, enabled: on, ...entry });
      return read();
    },
  };
}
