import { spawn } from 'node:child_process';
import { context } from '../context';
import { findProgram, helperEnvironment } from './helpers';

export interface DialogCall {
  readonly method: string;
  readonly options: unknown;
}

/** Tests put the answers here, first in, first out; what was asked is kept beside them. */
export const dialogScript: { answers: unknown[]; calls: DialogCall[] } = { answers: [], calls: [] };

/** Dialogs take the window first or leave it out. */
function optionsOf<T>(args: readonly unknown[]): T {
  return (args.length > 1 ? args[1] : args[0]) as T;
}

const missing = (what: string): Error =>
  new Error(`This desktop has no program that shows ${what}: install zenity or kdialog, or type the path instead.`);

function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: helperEnvironment(), stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: output.replace(/\n$/, '') }));
  });
}

function chooser(): { name: 'zenity' | 'kdialog'; path: string } {
  const order = process.env.KDE_FULL_SESSION ? (['kdialog', 'zenity'] as const) : (['zenity', 'kdialog'] as const);
  for (const name of order) {
    const path = findProgram(name);
    if (path) return { name, path };
  }
  throw missing('a file chooser');
}

function scripted<T>(method: string, options: unknown): T {
  dialogScript.calls.push({ method, options });
  if (dialogScript.answers.length === 0)
    throw new Error(`electron-on-chromium: dialog.${method} was called and the test has no answer for it`);
  return dialogScript.answers.shift() as T;
}

async function openDialog(...args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> {
  const options = optionsOf<Electron.OpenDialogOptions>(args) ?? {};
  if (context.options.test) return scripted('showOpenDialog', options);
  const { name, path } = chooser();
  const properties = options.properties ?? ['openFile'];
  const folder = properties.includes('openDirectory');
  const multiple = properties.includes('multiSelections');
  const start = options.defaultPath ?? '';
  const title = options.title ? ['--title', options.title] : [];
  const zenity = ['--file-selection', ...title, ...(folder ? ['--directory'] : []), ...(multiple ? ['--multiple', '--separator=\n'] : [])];
  const command =
    name === 'zenity'
      ? [...zenity, ...(start ? [`--filename=${start}`] : [])]
      : [
          ...title,
          ...(multiple ? ['--multiple', '--separate-output'] : []),
          folder ? '--getexistingdirectory' : '--getopenfilename',
          start || '.',
        ];
  const { code, output } = await run(path, command);
  const filePaths = output.split('\n').filter((line) => line !== '');
  return code === 0 && filePaths.length > 0 ? { canceled: false, filePaths } : { canceled: true, filePaths: [] };
}

async function saveDialog(...args: unknown[]): Promise<{ canceled: boolean; filePath: string }> {
  const options = optionsOf<Electron.SaveDialogOptions>(args) ?? {};
  if (context.options.test) return scripted('showSaveDialog', options);
  const { name, path } = chooser();
  const title = options.title ? ['--title', options.title] : [];
  const start = options.defaultPath ?? '';
  const command =
    name === 'zenity'
      ? ['--file-selection', '--save', '--confirm-overwrite', ...title, ...(start ? [`--filename=${start}`] : [])]
      : [...title, '--getsavefilename', start || '.'];
  const { code, output } = await run(path, command);
  return code === 0 && output !== '' ? { canceled: false, filePath: output } : { canceled: true, filePath: '' };
}

async function messageBox(...args: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
  const options = optionsOf<Electron.MessageBoxOptions>(args);
  if (context.options.test) return scripted('showMessageBox', options);
  const { name, path } = chooser();
  const buttons = options.buttons?.length ? options.buttons : ['OK'];
  const message = [options.message, options.detail].filter((line): line is string => !!line).join('\n\n');
  const cancel =
    options.cancelId ??
    Math.max(
      0,
      buttons.findIndex((label) => /^(cancel|no)$/i.test(label)),
    );
  if (name === 'kdialog') {
    if (buttons.length > 2) throw missing('a question with more than two answers');
    const { code } = await run(
      path,
      buttons.length === 1 ? ['--msgbox', message] : ['--yesno', message, '--yes-label', buttons[0] ?? '', '--no-label', buttons[1] ?? ''],
    );
    return { response: code === 0 ? 0 : buttons.length === 1 ? 0 : code === 1 ? 1 : cancel, checkboxChecked: false };
  }
  const { output } = await run(path, [
    '--question',
    '--no-markup',
    '--switch',
    `--text=${message}`,
    ...buttons.map((label) => `--extra-button=${label}`),
  ]);
  const response = buttons.indexOf(output);
  return { response: response < 0 ? cancel : response, checkboxChecked: false };
}

export const dialogMembers = {
  showOpenDialog: openDialog,
  showSaveDialog: saveDialog,
  showMessageBox: messageBox,
  /** Electron writes to stderr where no window can be shown; here always, and the helper shows it where there is one. */
  showErrorBox(title: string, content: string): void {
    if (context.options.test) dialogScript.calls.push({ method: 'showErrorBox', options: { title, content } });
    console.error(`${title}\n${content}`);
    const zenity = context.options.test || context.options.headless ? null : findProgram('zenity');
    if (zenity)
      spawn(zenity, ['--error', '--no-markup', `--title=${title}`, `--text=${content}`], {
        env: helperEnvironment(),
        stdio: 'ignore',
      }).unref();
  },
};
