import { openKeychain } from '../../src/main/keychain/index';

/**
 * A process of its own that writes to a vault until it is killed or done: `vault-writer <path> <name> <count>`, the passphrase on
 * stdin. Says `stored <n>` for each value that the vault promised to hold.
 */
const [, , path = '', name = '', count = '0'] = process.argv;
const pieces: Buffer[] = [];
for await (const piece of process.stdin) pieces.push(piece);
const vault = openKeychain({ backend: 'vault', path });
const opened = await vault.unlock(Buffer.concat(pieces).toString('utf8'));
if (!opened.ok) throw new Error(opened.error.code);
for (let index = 0; index < Number(count); index += 1) {
  const answer = await vault.set(`${name}-${index}`, `value ${index} `.repeat(200), 'never');
  process.stdout.write(answer.kind === 'stored' ? `stored ${index}\n` : `${JSON.stringify(answer)}\n`);
}
