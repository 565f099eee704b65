// Why a letter died, in words that pages and alerts share.

export type ReasonOfLetter = {
  reason: string | null;
  sourceQueue: string | null;
  /** Taken so that a letter can be passed as it is; every place that says the reason says the deaths beside it. */
  deaths?: number;
  /** The time to live that ran out, from x-death's original-expiration. */
  originalExpirationMs?: number | null;
};

/** The reason in words, without a full stop. A reason that RabbitMQ does not know stays as it came: escape it. */
export function reasonInWords({ reason, sourceQueue, originalExpirationMs }: ReasonOfLetter): string {
  switch (reason) {
    case 'rejected':
      return 'Rejected by its consumer';
    case 'expired':
      return originalExpirationMs !== undefined && originalExpirationMs !== null && originalExpirationMs > 0
        ? `Nobody took it in ${durationInWords(originalExpirationMs)}`
        : 'No consumer took it in time';
    // n.b. maxlen does not say which end was dropped: the oldest (drop-head) or the newest (reject-publish-dlx).
    case 'maxlen':
      return 'Its queue was full';
    case 'delivery_limit':
      return 'Returned too often: delivery limit reached';
    case '':
    case null:
      return sourceQueue === null ? 'Reason unknown: no x-death header' : 'Reason unknown';
    default:
      return reason;
  }
}

/** Milliseconds in the two largest units that say something: "16 h 40 min", "4 s", "250 ms". */
export function durationInWords(ms: number): string {
  const units = [
    { name: 'd', ms: 86_400_000 },
    { name: 'h', ms: 3_600_000 },
    { name: 'min', ms: 60_000 },
    { name: 's', ms: 1000 },
    { name: 'ms', ms: 1 },
  ];
  const first = units.findIndex((unit) => ms >= unit.ms);
  if (first === -1) return '0 ms';
  let left = Math.floor(ms);
  const parts = units.slice(first, first + 2).map((unit) => {
    const amount = Math.floor(left / unit.ms);
    left -= amount * unit.ms;
    return amount === 0 ? '' : `${amount} ${unit.name}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}
