import { contextBridge, ipcRenderer } from 'electron';

/**
 * Hands the page two functions and nothing else. Names and arguments are checked in main, against one schema; here is no place where a
 * rule could be forgotten.
 */
contextBridge.exposeInMainWorld('tessera', {
  invoke: (method: unknown, args: unknown): Promise<unknown> => ipcRenderer.invoke('tessera', method, args),
  on: (listener: (event: string, value: unknown) => void): void => {
    ipcRenderer.on('tessera', (_event, name: string, value: unknown) => listener(name, value));
  },
});
