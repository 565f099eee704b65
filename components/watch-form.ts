// Watches as they are being edited: numbers as they are typed, and each with a key of its own.
import type { Watch, WatchKind } from '#lib/domain/alerts/watches.ts';

export type Span = { amount: string; unit: number };
export type WatchForm = {
  key: string;
  kind: WatchKind;
  queues: string;
  letters: string;
  lasts: Span;
  /** Empty for once. */
  again: Span;
  /** Empty: where the default goes. */
  target: string;
};

export const spanUnits = [
  { unit: 1, name: 'minutes' },
  { unit: 60, name: 'hours' },
  { unit: 1440, name: 'days' },
] as const;

/** What each begins with. */
const first: Record<WatchKind, Pick<WatchForm, 'lasts'>> = {
  oldest_open: { lasts: { amount: '4', unit: 60 } },
  group_growing: { lasts: { amount: '10', unit: 1 } },
  drain_stopped: { lasts: { amount: '5', unit: 1 } },
  broker_unreachable: { lasts: { amount: '2', unit: 1 } },
};

let made = 0;
export const newWatch = (kind: WatchKind = 'oldest_open'): WatchForm => ({
  key: `watch-new-${++made}`,
  kind,
  queues: '*',
  letters: '100',
  again: { amount: '1', unit: 60 },
  target: '',
  ...first[kind],
});

/** It lasts as long as such a one does at first. */
export function ofKind(watch: WatchForm, kind: WatchKind): WatchForm {
  return { ...watch, kind, ...first[kind] };
}

/** `at`: where it stands among those that are saved. */
export function watchFormOf(watch: Watch, at: number | null): WatchForm {
  const fresh = newWatch(watch.kind);
  return {
    ...fresh,
    key: at === null ? fresh.key : `watch-${at}`,
    queues: 'queues' in watch ? watch.queues : fresh.queues,
    letters: 'letters' in watch ? String(watch.letters) : fresh.letters,
    lasts: spanOf(watch.minutes),
    again: watch.remindMinutes === null ? { amount: '', unit: 60 } : spanOf(watch.remindMinutes),
    target: watch.target ?? '',
  };
}

/** What the fields hold, right or wrong. */
export function watchOf({ kind, queues, letters, lasts, again, target }: WatchForm): Watch {
  const common = {
    minutes: minutesOf(lasts),
    remindMinutes: again.amount.trim() === '' ? null : minutesOf(again),
    target: target.trim() || null,
  };
  if (kind === 'oldest_open') return { kind, queues: queues.trim() || '*', ...common };
  if (kind === 'group_growing')
    return { kind, queues: queues.trim() || '*', letters: Number(letters), ...common };
  return { kind, ...common };
}

function minutesOf({ amount, unit }: Span): number {
  return Number(amount) * unit;
}

/** In the largest unit that fits. */
function spanOf(minutes: number): Span {
  const unit = minutes % 1440 === 0 ? 1440 : minutes % 60 === 0 ? 60 : 1;
  return { amount: String(minutes / unit), unit };
}
