// POST to a URL that somebody typed: to no address within the network, followed nowhere, bounded in time and size.
import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { checkedLookup, CLOSED, mayConnect, resolveByNode, type Resolve } from './checked-lookup.ts';

export type SafePostOptions = {
  /** Addresses, networks and names within the network that may be posted to all the same. */
  allowed: readonly string[];
  timeoutMs?: number;
  /** Certificates (PEM) of the authorities to trust instead of Node's own. */
  ca?: string;
  /** Every address of a name. */
  resolve?: Resolve;
};

/** n.b. a URL's path and query are secrets: only its host is named in a problem. */
export type PostAnswer =
  | {
      kind: 'answered';
      host: string;
      status: number;
      retryAfter: string | undefined;
      movedTo: string | null;
      body: string;
    }
  /** Not a byte of it left. */
  | { kind: 'unsent'; problem: string; isPermanent: boolean }
  | { kind: 'lost'; problem: string };

const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 16 * 1024;

/** Never throws. A redirect is an answer as any other: whoever wants to follow it checks it anew. */
export async function safePost(
  url: string,
  post: { headers: Record<string, string>; body: string },
  options: SafePostOptions,
): Promise<PostAnswer> {
  const target = readTarget(url);
  if (target === null)
    return unsent('The URL must begin with https:// or http:// and hold no user or password', true);
  const { host, hostname } = target;
  const literal = hostname.replace(/^\[(.*)\]$/, '$1');
  // Node asks no lookup for an address.
  if (isIP(literal) !== 0 && !mayConnect(literal, literal, options.allowed)) return closedTo(host);
  try {
    return await postTo(target, post, options);
  } catch {
    return unsent(`The post to ${host} could not be made: is its URL right?`, true);
  }
}

function readTarget(url: string): URL | null {
  if (!URL.canParse(url)) return null;
  const target = new URL(url);
  const isHttp = target.protocol === 'http:' || target.protocol === 'https:';
  return isHttp && target.username === '' && target.password === '' ? target : null;
}

function postTo(
  target: URL,
  { headers, body }: { headers: Record<string, string>; body: string },
  { allowed, timeoutMs = TIMEOUT_MS, ca, resolve = resolveByNode }: SafePostOptions,
): Promise<PostAnswer> {
  const { host } = target;
  const isSecure = target.protocol === 'https:';
  const bytes = Buffer.from(body);
  return new Promise((settle) => {
    let isConnected = false;
    let isAnswered = false;
    const request: ClientRequest = (isSecure ? requestHttps : requestHttp)(target, {
      method: 'POST',
      // Without an agent no connection that was made for another check is used again.
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': bytes.length,
        'accept-encoding': 'identity',
        'user-agent': 'LetterThief',
        ...headers,
      },
      lookup: checkedLookup(resolve, allowed),
      ...(ca === undefined ? {} : { ca }),
    });
    const fail = (code: string) => {
      if (isAnswered) return;
      settle(
        code === CLOSED
          ? closedTo(host)
          : isConnected
            ? { kind: 'lost', problem: `${host} did not answer (${code})` }
            : unsent(`${host} cannot be reached (${code})`, false),
      );
    };
    const timer = setTimeout(() => {
      fail('timeout');
      request.destroy();
    }, timeoutMs);
    request.on('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isConnected = true;
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      fail(error.code ?? error.name);
    });
    // A 101 comes as neither an answer nor an error.
    request.on('close', () => {
      clearTimeout(timer);
      fail('connection closed');
    });
    request.on('response', (response) => {
      isAnswered = true;
      readBody(response, (text) => {
        settle({
          kind: 'answered',
          host,
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          movedTo: hostOf(response.headers.location, target),
          body: text,
        });
        request.destroy();
      });
    });
    request.end(bytes);
  });
}

/** However it ends, by its size, the timeout or a cut: the status was told, and what was read by then is enough. */
function readBody(response: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = () => {
    done(Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString());
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_ANSWER_BYTES) finish();
  });
  response.on('end', finish);
  response.on('error', finish);
  response.on('close', finish);
}

function closedTo(host: string): PostAnswer {
  return unsent(`${host} leads to an address within the network, which no setting allows`, true);
}

function unsent(problem: string, isPermanent: boolean): PostAnswer {
  return { kind: 'unsent', problem, isPermanent };
}

function hostOf(location: string | undefined, base: URL): string | null {
  return location !== undefined && URL.canParse(location, base.href)
    ? new URL(location, base.href).host
    : null;
}
