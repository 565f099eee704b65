'use client';
// That a group is snoozed, until when, and by whom; gone by itself once that is over.
import { BellOff } from 'lucide-react';
import { momentInWords } from '#lib/domain/snooze.ts';
import type { FailureGroupView } from '#lib/domain/group-schemas.ts';
import { exactTime } from '#lib/domain/time-words.ts';
import { useIsLive, useWordsOfTime } from './clock.tsx';

export function SnoozeBadge({
  snoozed: { until, by },
}: {
  snoozed: NonNullable<FailureGroupView['snoozed']>;
}) {
  const zone = useIsLive() ? undefined : 'UTC';
  const end = Date.parse(until);
  const words = useWordsOfTime((now) => (now < end ? momentInWords(end, now, zone) : ''));
  if (words === '') return null;
  return (
    <span
      className="badge"
      title={`Snoozed by ${by}: nothing is posted for it until ${exactTime(until, zone)}. Its letters are kept and counted.`}
      data-snoozed
    >
      <BellOff size={11} strokeWidth={2.5} aria-hidden="true" />
      snoozed until {words}
    </span>
  );
}
