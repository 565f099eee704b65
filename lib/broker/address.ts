// What an AMQP URL says: where the broker is, and who we are there.

/** Host, port and vhost, without the password. */
export function addressOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'amqps:' ? '5671' : '5672')}, vhost ${vhostOf(url)}`;
}

export function vhostOf(url: string): string {
  return readPercent(new URL(url).pathname.slice(1)) || '/';
}

/** As every client has it: nobody named means guest. */
export function credentialsOf(url: string): { user: string; password: string } {
  const { username, password } = new URL(url);
  if (username === '' && password === '') return { user: 'guest', password: 'guest' };
  return { user: readPercent(username), password: readPercent(password) };
}

function readPercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % stands for itself.
    return text;
  }
}
