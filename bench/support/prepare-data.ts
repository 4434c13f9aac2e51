import { addSandbox, createKey, fromEnv, openHeadless } from './headless-app';

// A data folder as a person has it: one server, signed in, its keys listed, some of them held in the keychain.
const HELD = 5;

const app = await openHeadless({ dataFolder: fromEnv('TESSERA_DATA') });
const { profileId } = await addSandbox(app, fromEnv('BENCH_SERVER'));
for (let i = 1; i <= HELD; i++) await createKey(app, profileId, `Held ${i}`);
const { keys } = app.app.core.state;
const answer = { keys: keys.length, held: keys.filter((k) => k.held !== null).length };
await app.close();
process.send?.(answer, () => process.disconnect());
