// Moments and spans as people read them: short, in English, the same on the server and in the browser.

const UNITS = [
  { name: 'y', ms: 365 * 86_400_000 },
  { name: 'mo', ms: 30 * 86_400_000 },
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
  { name: 's', ms: 1000 },
];

/** A span in its largest unit: "12 s", "3 min", "21 h". Below a second, and where clocks disagree: "now". */
export function ageInWords(ms: number): string {
  const unit = UNITS.find((one) => ms >= one.ms);
  return unit === undefined ? 'now' : `${Math.floor(ms / unit.ms)} ${unit.name}`;
}

export function agoInWords(ms: number): string {
  const age = ageInWords(ms);
  return age === 'now' ? 'just now' : `${age} ago`;
}

/** A moment that is still to come: "in 30 d"; one that has passed: "just now", "3 min ago". */
export function whenInWords(ms: number): string {
  return ms < 0 ? `in ${ageInWords(Math.max(1000, -ms))}` : agoInWords(ms);
}

/** The exact moment with its zone: "21 Nov 2026, 16:39:48.204 UTC". Without a zone the machine's own is taken. */
export function exactTime(iso: string, timeZone?: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(date);
}

/**
 * An AMQP timestamp (a decimal string) as ISO 8601, or null past what a date can hold. The specification says seconds;
 * some clients write milliseconds (Ponos), which no plausible number of seconds reaches.
 */
export function readTimestamp(timestamp: string): string | null {
  const value = Number(timestamp);
  if (timestamp === '' || !Number.isFinite(value)) return null;
  const ms = Math.abs(value) > 1e11 ? value : value * 1000;
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null;
}
