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

/** The system's or OpenSSL's name of an error. */
export function systemCodeOf(error: unknown): string | null {
  const code = (error as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? code : null;
}

const unknownAuthority =
  'Its certificate is signed by an authority that we do not know: set AMQP_CA_FILE to that authority’s certificate';
const tlsAdvice: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID:
    'Its certificate is for another name: use the name that it bears in AMQP_URL, or have one made for this name',
  CERT_HAS_EXPIRED: 'Its certificate has expired: renew it on the broker',
  CERT_NOT_YET_VALID: 'Its certificate is not valid yet: look at the clocks of both machines',
  ERR_SSL_WRONG_VERSION_NUMBER:
    'That port does not speak TLS: use amqp:// instead of amqps://, or its TLS port (5671)',
};
/** OpenSSL's words for what the broker thought of our certificate (RFC 8446, 6.2). */
const clientCertificate =
  /certificate required|bad certificate|unknown ca|certificate unknown|handshake failure/i;

/** What to do about a connection that failed: one sentence without its full stop. */
export function adviceFor(error: unknown): string {
  const cause: unknown = error instanceof AggregateError ? error.errors.at(-1) : error;
  const code = systemCodeOf(cause);
  const known = code === null ? undefined : tlsAdvice[code];
  if (known !== undefined) return known;
  const said = `${sayError(cause)} ${cause instanceof Error ? cause.message : ''}`;
  if (clientCertificate.test(said) || /^ERR_SSL_TLSV1\d?_ALERT/.test(code ?? ''))
    return 'It wants a client certificate that it trusts: set AMQP_CERT_FILE and AMQP_KEY_FILE';
  if (codeOf(cause) === 403) return 'Check user and password in AMQP_URL';
  if (said.includes('the vhost does not exist'))
    return 'Create the vhost, or give the user a right to it (rabbitmqctl set_permissions), or change the path of AMQP_URL';
  if (/ECONNRESET|closed abruptly|EPIPE/.test(`${code} ${said}`))
    return 'Something closes the connection at once: is it RabbitMQ’s AMQP port, and does it want TLS (amqps://) or a client certificate (AMQP_CERT_FILE)?';
  return 'Check that it runs, and host and port in AMQP_URL';
}
