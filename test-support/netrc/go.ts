import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RealAnswer, runIn } from './clients';
import type { Recorder } from './server';

/** Without a module cache of the user's, without network but ours, without a newer toolchain fetched. */
const environment = (home: string) => ({
  GOPATH: join(home, 'go'),
  GOCACHE: join(tmpdir(), 'tessera-go-build'),
  // Where a process that outlives the command keeps its counters; in the home it would come back after the home is gone.
  XDG_CONFIG_HOME: join(tmpdir(), 'tessera-go-build', 'config'),
  GOENV: 'off',
  GOFLAGS: '-modcacherw',
  GOTOOLCHAIN: 'local',
  GONOSUMDB: '*',
  GOSUMDB: 'off',
});

/** What the Go toolchain sends to a module proxy over https. It offers credentials there only. */
export async function askGo(home: string, host: string, recorder: Recorder): Promise<RealAnswer> {
  const id = recorder.nextId();
  await runIn(home, 'go', ['list', '-m', '-versions', 'example.test/none'], {
    env: {
      ...environment(home),
      GOPROXY: `https://${host}/${id}`,
      HTTPS_PROXY: recorder.url,
      SSL_CERT_FILE: recorder.caFile ?? '',
    },
    limit: 60_000,
  });
  return recorder.sent(id);
}

const MAIN = `package main

import (
	"encoding/json"
	"os"
)

func bytesOf(s string) []byte { b := []byte{}; for _, r := range s { b = append(b, byte(r)) }; return b }
func textOf(b string) string { r := []rune{}; for i := 0; i < len(b); i++ { r = append(r, rune(b[i])) }; return string(r) }

func main() {
	var job struct { Files, Hosts []string }
	if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil { panic(err) }
	out := json.NewEncoder(os.Stdout)
	for _, file := range job.Files {
		lines := parseNetrc(string(bytesOf(file)))
		answers := []any{}
		for _, host := range job.Hosts {
			var found any
			for _, l := range lines {
				if l.machine == host { found = []string{textOf(l.login), textOf(l.password)}; break }
			}
			answers = append(answers, found)
		}
		if err := out.Encode(answers); err != nil { panic(err) }
	}
}
`;

/** Runs the toolchain's own reader, taken from its source, over many files at once; null where this toolchain has it elsewhere. */
export async function askGoReader(files: readonly string[], hosts: readonly string[]): Promise<readonly (readonly RealAnswer[])[] | null> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-go-'));
  try {
    const root = (await runIn(folder, 'go', ['env', 'GOROOT'], { env: environment(folder), limit: 60_000 })).out.trim();
    let source: string;
    try {
      source = readFileSync(join(root, 'src/cmd/go/internal/auth/netrc.go'), 'utf8');
    } catch {
      return null;
    }
    writeFileSync(join(folder, 'netrc.go'), source.replace(/^package auth$/m, 'package main'));
    writeFileSync(join(folder, 'main.go'), MAIN);
    writeFileSync(join(folder, 'go.mod'), 'module reader.test\n\ngo 1.23\n');
    const ended = await runIn(folder, 'go', ['run', '.'], {
      env: environment(folder),
      input: JSON.stringify({ Files: files, Hosts: hosts }),
      limit: 180_000,
    });
    if (ended.code !== 0) throw new Error(`go run: ${ended.err.slice(-600)}`);
    return ended.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RealAnswer[]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
