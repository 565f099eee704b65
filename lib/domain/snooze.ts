// Until when something is snoozed: as moments, and in words.

const HOUR_MS = 3_600_000;

/** Of the clock of whoever asks. */
export function tomorrowAt(hour: number, now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1, hour).getTime();
}

export function hoursTo(at: number, now: number): number {
  return (at - now) / HOUR_MS;
}

/** "14:30", "Mon 09:00" within a week, else "29 Nov, 14:30". Without a zone the machine's own is taken. */
export function momentInWords(at: number, now: number, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const write = (options: Intl.DateTimeFormatOptions, moment = at) =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...zone }).format(moment);
  const clock = write({ hour: '2-digit', minute: '2-digit' });
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  if (write(day) === write(day, now)) return clock;
  if (at - now < 6 * 24 * HOUR_MS) return `${write({ weekday: 'short' })} ${clock}`;
  return `${write(day)}, ${clock}`;
}
