import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { environment } from '../netrc/python.mjs';

/**
 * LabKey's own clients for tests, made from pinned, hashed requirements and kept in a cache folder: the Python package in an environment of its
 * own, the Java library with all that it needs and a compiled {@link file://./Client.java}. R and its httr come from the system.
 */
export type Prepared<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

export interface JavaClient {
  /** For `java -cp` and `javac -cp`: the library, what it needs, and our program. */
  readonly classPath: string;
}

const MINUTE = 60_000;
const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tessera-tests', 'labkey');
const here = (...path: readonly string[]) => join(import.meta.dirname, ...path);
const sha256 = (...files: readonly string[]) =>
  files.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex');

type Log = (line: string) => void;

/** The interpreter of an environment with the package `labkey`. Needs python3 with venv, and a package index as pip is set up to use it. */
export const preparePython = (log: Log = () => undefined): Promise<Prepared<string>> =>
  told(() => environment('labkey', log, here('requirements'), 'labkey'));

/** Fetches the Java library by Maven, as Maven is set up, takes no jar with another hash than the pinned one, and compiles our program. */
export function prepareJava(log: Log = () => undefined): Promise<Prepared<JavaClient>> {
  const [list, program] = [here('requirements', 'labkey-client-api.lock'), here('Client.java')];
  return told(async () => {
    const folder = await kept('java', [list, program], log, async (making) => {
      const missing = 'a JDK of 17 or newer is missing (on Debian: apt-get install default-jdk-headless maven)';
      await must('javac', ['--release', '17', '-version'], missing);
      const jars = await fetchJars(making, readFileSync(list, 'utf8'));
      const classPath = jars.join(delimiter);
      const compile = ['--release', '17', '-cp', classPath, '-d', join(making, 'classes'), program];
      await must('javac', compile, 'the program over the Java library could not be compiled');
    });
    return { classPath: [join(folder, 'classes'), join(folder, 'jars', '*')].join(delimiter) };
  });
}

/** Whether R has httr: the package that LabKey's R client sends its requests with. */
export function prepareR(): Promise<Prepared<string>> {
  return told(async () => {
    await must(
      'Rscript',
      ['--vanilla', '-e', 'library(httr)'],
      'R with httr is missing (on Debian: apt-get install r-base-core r-cran-httr)',
    );
    return 'Rscript';
  });
}

interface Jar {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
  readonly hash: string;
}

/** The lines of the lock file: `group:artifact:version sha256:hash`. */
function jarsOf(lock: string): readonly Jar[] {
  const lines = lock.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, group = '', artifact = '', version = '', hash = ''] = /^([\w.-]+):([\w.-]+):([\w.-]+) sha256:([0-9a-f]{64})$/.exec(line) ?? [];
    if (hash === '') throw new Error(`the lock file of the Java library has a line that is none: ${line}`);
    return { group, artifact, version, hash };
  });
}

const dependency = ({ group, artifact, version }: Jar) =>
  `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

async function fetchJars(making: string, lock: string): Promise<readonly string[]> {
  const jars = jarsOf(lock);
  const [project, repository, folder] = [join(making, 'pom.xml'), join(making, 'repository'), join(making, 'jars')];
  const pom = [
    '<project>',
    '  <modelVersion>4.0.0</modelVersion>',
    '  <groupId>tessera.test</groupId>',
    '  <artifactId>labkey-client</artifactId>',
    '  <version>1</version>',
    '  <packaging>pom</packaging>',
    '  <dependencies>',
    ...jars.map(dependency),
    '  </dependencies>',
    '</project>',
  ];
  mkdirSync(making, { recursive: true });
  writeFileSync(project, `${pom.join('\n')}\n`);
  // With a local repository of its own: nothing of the user's is taken or left behind.
  const options = [
    '-q',
    '-B',
    '-C',
    '-f',
    project,
    `-Dmaven.repo.local=${repository}`,
    '-DexcludeTransitive=true',
    `-DoutputDirectory=${folder}`,
  ];
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  await must('mvn', [...options, goal], 'Maven could not fetch the Java library (on Debian: apt-get install maven)');
  const expected = new Map(jars.map((jar) => [`${jar.artifact}-${jar.version}.jar`, jar.hash]));
  const names = readdirSync(folder);
  if (names.length !== expected.size) throw new Error(`Maven fetched ${names.length} jars where ${expected.size} are pinned`);
  for (const name of names)
    if (sha256(join(folder, name)) !== expected.get(name)) throw new Error(`${name} is not the one that is pinned by its hash`);
  rmSync(repository, { recursive: true, force: true });
  return names.map((name) => join(folder, name));
}

/** A folder of the cache, made by `make` where it is missing. Its name changes with the files that it is made from. */
async function kept(name: string, from: readonly string[], log: Log, make: (making: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), `${name}-${sha256(...from).slice(0, 16)}`);
  const isComplete = () => existsSync(join(folder, 'complete'));
  if (isComplete()) return folder;
  mkdirSync(cacheFolder(), { recursive: true, mode: 0o700 });
  const start = Date.now();
  // Made beside and moved into place whole, so that no lock is needed: of two that make it, the second is thrown away.
  const making = join(cacheFolder(), `making-${randomBytes(6).toString('hex')}`);
  try {
    await make(making);
    writeFileSync(join(making, 'complete'), `${name}\n`);
    rmSync(isComplete() ? making : folder, { recursive: true, force: true });
    if (existsSync(making)) renameSync(making, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  log(`LabKey's ${name} client installed in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return folder;
}

async function told<T>(work: () => Promise<T>): Promise<Prepared<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (problem) {
    return { ok: false, why: problem instanceof Error ? problem.message : String(problem) };
  }
}

/** Runs a step that must succeed; the error carries the end of what it said. */
function must(command: string, args: readonly string[], what: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'], timeout: 5 * MINUTE });
    let output = '';
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-2_000);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (problem) => reject(new Error(`${what}: ${problem.message}`)));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${what}: ${output.trim().slice(-600) || `exit code ${code}`}`)),
    );
  });
}
