// Symfony Messenger with its default serializer (symfony/messenger 5.4.53 run, Transport/Serialization/PhpSerializer.php): all lies in
// the body, an envelope that PHP serialized, with its stamps.
import { asObject, readMoment, textIn } from './clues.ts';
import type { Convention } from './convention.ts';
import { readPhpValue } from './php-value.ts';
import { countTries, objectsIn, readDetails, RETRIED, sayOrigin } from './symfony-failure.ts';
import { dropStamps } from './symfony-stamps.ts';

const BEGINS = [...'O:36:\\"Symfony\\\\Component\\\\Messenger\\\\Envelope\\"'].map((char) =>
  char.charCodeAt(0),
);
const STAMP = 'Symfony\\Component\\Messenger\\Stamp\\';
const spent = new Set(
  ['ErrorDetailsStamp', 'RedeliveryStamp', 'SentToFailureTransportStamp', 'DelayStamp'].map(
    (name) => STAMP + name,
  ),
);
const SENT =
  'Its stamps lie in its body. As it is, Messenger counts on from its last try, and where it fails again drops it: it was sent to the failure transport before.';
const MAX_BYTES = 64 * 1024;

export const symfonyPhp: Convention = {
  name: 'Symfony Messenger (PhpSerializer)',
  certainty: 2,
  reads: [],
  recognise(clues) {
    if (!isEnvelope(clues.body)) return null;
    const envelope = asObject(readPhpValue(clues.body));
    const stamps = asObject(envelope?.stamps);
    if (envelope === null || stamps === null) return null;
    const all = (name: string) => objectsIn(stamps[STAMP + name]);
    const error = all('ErrorDetailsStamp').at(-1) ?? null;
    const again = all('RedeliveryStamp');
    const isSent = all('SentToFailureTransportStamp').length > 0;
    const isRejected = !isSent && clues.deaths[0]?.reason === 'rejected';
    return {
      from: 'the body: an envelope of Messenger, serialized by PHP',
      error: error === null ? {} : readDetails(error),
      failedAt: readMoment(withZone(again.at(-1)?.redeliveredAt)),
      attempts: countTries(again, isSent, isRejected),
      messageType: textIn(envelope.message, '@class'),
      ...(isSent && { ...sayOrigin(clues), warnings: [SENT] }),
      ...(isRejected && { warnings: [RETRIED] }),
    };
  },
  bodyChange: {
    words: 'its stamps of tries, errors and the failure transport taken out of the body',
    change: (body) => (isEnvelope(body) ? dropStamps(body, (name) => spent.has(name)) : null),
  },
};

function isEnvelope(body: Uint8Array): boolean {
  return body.length <= MAX_BYTES && BEGINS.every((byte, at) => body[at] === byte);
}

/** PHP's DateTimeImmutable: its date, and a zone that is an offset or a name. */
function withZone(moment: unknown): string | null {
  const date = textIn(moment, 'date');
  const zone = textIn(moment, 'timezone') ?? 'UTC';
  return date === null ? null : `${date.replace(' ', 'T')}${/^[+-]\d\d:\d\d$/.test(zone) ? zone : 'Z'}`;
}
