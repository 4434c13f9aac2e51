import { request } from 'node:http';

/** Uses a Tiled key as a program would: asks who it belongs to. Answers the server's status. */
export function statusWithKey(server: string, secret: string): Promise<number> {
  const url = new URL(`${server.replace(/\/$/, '')}/api/v1/auth/whoami`);
  return new Promise((resolve, reject) => {
    const call = request(url, { headers: { authorization: `Apikey ${secret}`, accept: 'application/json' }, timeout: 5_000 }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    call.on('timeout', () => call.destroy(new Error('The server did not answer within 5 s')));
    call.on('error', reject);
    call.end();
  });
}
