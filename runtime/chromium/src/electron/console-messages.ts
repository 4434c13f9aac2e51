import type { Protocol } from '../chromium/protocol';

/** What `console-message` says of one line. */
export interface ConsoleLine {
  readonly level: 'info' | 'warning' | 'error' | 'debug';
  readonly message: string;
  readonly lineNumber: number;
  readonly source: string;
}

const levels: Readonly<Record<string, ConsoleLine['level']>> = { error: 'error', assert: 'error', warning: 'warning', debug: 'debug' };

/** A call of the page's console. */
export function fromConsole(event: Protocol.Runtime.consoleAPICalledPayload): ConsoleLine {
  const message = event.args.map((arg) => (arg.value !== undefined ? String(arg.value) : (arg.description ?? arg.type))).join(' ');
  const at = event.stackTrace?.callFrames[0];
  return { level: levels[event.type] ?? 'info', message, lineNumber: (at?.lineNumber ?? 0) + 1, source: at?.url ?? '' };
}

/** An error that nothing in the page caught. */
export function fromException({ exceptionDetails: details }: Protocol.Runtime.exceptionThrownPayload): ConsoleLine {
  const message = `Uncaught ${details.exception?.description ?? details.text}`;
  return { level: 'error', message, lineNumber: details.lineNumber + 1, source: details.url ?? '' };
}
