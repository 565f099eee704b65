// Quiet hours: whether it is quiet at a moment, and until when. By the clock of their time zone, summer time included.
import { weekDays, type QuietHours } from './routes.ts';
import { isZone } from './time-zone.ts';

const MINUTE_MS = 60_000;
const DAY = 24 * 60;
/** A week of whole days but one, and then some. */
const MOST_STEPS = 40;

/** When it stops being quiet, in milliseconds since 1970; null where it is not quiet. */
export function quietUntil(quiet: QuietHours | null, now: number): number | null {
  // Stored by a machine that knows more zones: better told at night than not at all.
  if (quiet !== null && !isZone(quiet.zone)) return null;
  if (quiet === null || quietFor(quiet, now) === 0) return null;
  let at = now - (now % MINUTE_MS);
  for (let step = 0; step < MOST_STEPS; step++) {
    const minutes = quietFor(quiet, at);
    if (minutes === 0) break;
    at += minutes * MINUTE_MS;
  }
  // A clock that was set forward in between has brought us an hour too far.
  while (at - MINUTE_MS > now && quietFor(quiet, at - MINUTE_MS) === 0) at -= MINUTE_MS;
  return at;
}

/** For how many minutes by the clock it is certainly quiet yet; 0 where it is not. */
function quietFor({ from, until, zone, wholeDays }: QuietHours, at: number): number {
  const { day, minute } = clockAt(zone, at);
  if (wholeDays.includes(day)) return DAY - minute;
  const [begin, end] = [minuteOf(from), minuteOf(until)];
  if (begin < end) return minute >= begin && minute < end ? end - minute : 0;
  if (minute >= begin) return DAY - minute;
  return minute < end ? end - minute : 0;
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

const formats = new Map<string, Intl.DateTimeFormat>();

function clockAt(zone: string, at: number): { day: (typeof weekDays)[number]; minute: number } {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = weekDays.find((one) => one === parts['weekday']?.toLowerCase()) ?? 'mon';
  return { day, minute: Number(parts['hour']) * 60 + Number(parts['minute']) };
}
