// The broker's refusals in words for people, and their codes.

/** AMQP's reply code, where the broker gave one. */
export function codeOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as Error & { code?: unknown };
  if (typeof code === 'number') return code;
  // amqplib puts the code of a refused handshake into its text only.
  const inText = / by server: (\d{3}) \(/.exec(error.message)?.[1];
  return inText === undefined ? null : Number(inText);
}

/** What the broker itself said, else what amqplib or the system did. */
export function sayError(error: unknown): string {
  if (error instanceof AggregateError) return sayError(error.errors.at(-1));
  if (!(error instanceof Error)) return String(error);
  const { message } = error;
  // amqplib keeps to itself why the broker closed the connection at this step, the last of a handshake.
  if (message.startsWith('Expected ConnectionOpenOk; got <ConnectionClose'))
    return 'the vhost does not exist, or its user has no right to it';
  const { reason } = error as Error & { reason?: unknown };
  // OpenSSL's own message is a trace.
  if (typeof reason === 'string') return `TLS: ${reason}`;
  return / with message "([\s\S]*)"$/.exec(message)?.[1] ?? (message || error.name);
}
