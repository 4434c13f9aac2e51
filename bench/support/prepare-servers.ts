import { addSandbox, fromEnv, openHeadless } from './headless-app';

// A data folder with all the servers named, each signed in.

const app = await openHeadless({ dataFolder: fromEnv('TESSERA_DATA') });
const addresses = fromEnv('BENCH_SERVERS').split(' ');
for (const [i, address] of addresses.entries()) await addSandbox(app, address, `Server ${i + 1}`);
const { length } = app.app.core.state.profiles;
await app.close();
process.send?.(length, () => process.disconnect());
