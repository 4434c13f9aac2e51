import type { ServerResponse } from 'node:http';

/** An answer before it is written. `body` null means no body at all (204, 307). */
export interface WireAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
  readonly contentType: string | null;
}

/** The page of a proxy between client and server. */
export const proxyPage = (status: number, text: string, headers: WireAnswer['headers'] = []): WireAnswer => ({
  status,
  headers,
  body: `<html><body><h1>${text}</h1></body></html>`,
  contentType: 'text/html',
});

/** Sends the body. `cut`: half of it, and the connection is reset. */
export function endWith(outgoing: ServerResponse, bytes: Buffer | null, cut: boolean): void {
  if (cut && bytes !== null) {
    outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => outgoing.socket?.destroy());
    return;
  }
  outgoing.end(bytes ?? undefined);
}

/** Names of the fields of a JSON body; none where it is no object. */
export function jsonFields(body: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? Object.keys(value) : [];
  } catch {
    return [];
  }
}
