import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JavaClient } from './prepare';

/** What is asked. Without `apiKey` the client takes its credentials from the `.netrc` of its home. */
export interface Question {
  /** The server's base, context path included. */
  readonly url: string;
  readonly ask: 'whoAmI' | 'ensureLogin' | 'selectRows';
  readonly schema?: string;
  readonly query?: string;
  /** Default `/home`. */
  readonly container?: string;
  readonly apiKey?: string;
  /** Over the connection, with the cookies, of the kept questions before. Default: as a program that has just been started. */
  readonly kept?: boolean;
}

/** What the client made of the server's answer, in its own terms. */
export interface ClientAnswer {
  readonly ok: boolean;
  /** Left out where the client did not get or does not tell one. */
  readonly status?: number;
  /** Class of the error that it raised. */
  readonly error?: string;
  readonly message?: string;
  readonly value?: {
    readonly id?: number;
    readonly email?: string;
    readonly rows?: readonly Readonly<Record<string, unknown>>[];
    readonly rowCount?: number;
  };
}

/** A GET by Python's requests. */
export interface PlainQuestion {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: readonly [string, string];
}

export interface PlainAnswer {
  readonly ok: boolean;
  readonly status: number;
  /** What left the program, which adds and replaces headers of its own accord. */
  readonly sent: { readonly authorization: string; readonly apikey: boolean };
}

/** A client's process, in a home of its own. Questions are answered one after another. */
export interface LabKeyClient {
  ask(question: Question): Promise<ClientAnswer>;
  stop(): void;
}

export interface PythonClient extends LabKeyClient {
  get(question: PlainQuestion): Promise<PlainAnswer>;
}

const LIMIT = 60_000;

/** LabKey's Python package, and requests. `more` is added to the environment: NETRC, say. */
export function startPython(python: string, home: string, more: Readonly<Record<string, string>> = {}): PythonClient {
  // -I: neither the caller's packages nor files beside the program.
  const talk = start(python, ['-I', join(import.meta.dirname, 'client.py')], home, more);
  return {
    ask: (question) => talk.ask<ClientAnswer>(question),
    get: (question) => talk.ask<PlainAnswer>({ ...question, ask: 'get' }),
    stop: talk.stop,
  };
}

/** LabKey's Java library. It looks for the file by `user.home`, which the variable HOME does not set. */
export function startJava(java: JavaClient, home: string): LabKeyClient {
  const options = [`-Duser.home=${home}`, '-XX:-UsePerfData', '-XX:TieredStopAtLevel=1'];
  return start('java', [...options, '-cp', java.classPath, 'Client'], home, {});
}

/** httr, used as LabKey's R client uses it. */
export function startR(home: string): LabKeyClient {
  return start('Rscript', ['--vanilla', join(import.meta.dirname, 'client.R')], home, {});
}

interface Talk {
  ask<T extends { readonly ok: boolean }>(question: object): Promise<T>;
  stop(): void;
}

/** Starts a program that answers lines with lines. Secrets go by stdin: arguments and environment can be read by others. */
function start(command: string, args: readonly string[], home: string, more: Readonly<Record<string, string>>): Talk {
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', ...more };
  const child: ChildProcess = spawn(command, args, { cwd: home, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting: { resolve: (line: string) => void; reject: (problem: Error) => void }[] = [];
  let said = '';
  const fail = (what: string): void => {
    for (const one of waiting.splice(0)) one.reject(new Error(`${command}: ${what} ${said}`));
  };
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000);
  });
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  child.stdin?.on('error', () => undefined);
  child.on('error', (problem) => fail(problem.message));
  child.on('close', (code) => fail(`ended with ${code}.`));
  return {
    ask: <T extends { readonly ok: boolean }>(question: object) =>
      new Promise<T>((resolve, reject) => {
        if (child.exitCode !== null) return reject(new Error(`${command} has ended with ${child.exitCode}. ${said}`));
        const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
        const finish = (): void => clearTimeout(timer);
        waiting.push({
          resolve: (line) => {
            finish();
            const answer: unknown = JSON.parse(line);
            if (isAnswer<T>(answer)) resolve(answer);
            else reject(new Error(`${command} answered something else: ${line}`));
          },
          reject: (problem) => {
            finish();
            reject(problem);
          },
        });
        child.stdin?.write(`${JSON.stringify(question)}\n`);
      }),
    stop: () => child.kill('SIGKILL'),
  };
}

const isAnswer = <T extends { readonly ok: boolean }>(value: unknown): value is T =>
  typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';
