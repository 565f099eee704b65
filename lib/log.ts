/** The logger: JSON lines on stdout. Errors lose the credentials of every URL in them; nothing else secret may be passed in. */
import { pino, type Logger } from 'pino';

export type Log = Logger;

export function makeLog(name: string, level: string): Log {
  return pino({
    name,
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: presentError },
  });
}

function presentError(error: unknown): unknown {
  if (!(error instanceof Error)) return hideSecrets(String(error));
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    message: hideSecrets(error.message),
    ...(code === undefined ? {} : { code }),
    stack: hideSecrets(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: presentError(error.cause) }),
  };
}

/** Takes user and password out of every URL in a text, and Slack tokens wherever they stand. */
export function hideSecrets(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1***@').replace(/\bxox[a-z]-[\w-]+/g, 'xox…');
}
