// The certificates of an amqps connection, from the files that the settings name.
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { AppError } from '#lib/errors.ts';
import { sayError, systemCodeOf } from './broker-words.ts';

export type TlsFiles = {
  caFile?: string | undefined;
  certFile?: string | undefined;
  keyFile?: string | undefined;
};

/** Read at each connection, so that a renewed certificate needs no restart. Throws AppError('unavailable') naming the setting. */
export function readTls({ caFile, certFile, keyFile }: TlsFiles): {
  ca?: Buffer[];
  cert?: Buffer;
  key?: Buffer;
} {
  const tls = {
    ...(caFile !== undefined && { ca: [read('AMQP_CA_FILE', caFile)] }),
    ...(certFile !== undefined && { cert: read('AMQP_CERT_FILE', certFile) }),
    ...(keyFile !== undefined && { key: read('AMQP_KEY_FILE', keyFile) }),
  };
  try {
    // Said here it can be told apart from what the broker sends.
    createSecureContext(tls);
  } catch (error) {
    throw new AppError(
      'unavailable',
      `AMQP_CA_FILE, AMQP_CERT_FILE or AMQP_KEY_FILE is no PEM file of its kind, or certificate and key do not belong together (${sayError(error)})`,
      { cause: error },
    );
  }
  return tls;
}

function read(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = systemCodeOf(error) ?? 'error';
    throw new AppError(
      'unavailable',
      `${setting} cannot be read (${why}): name a PEM file that this process may read`,
      {
        cause: error,
      },
    );
  }
}
