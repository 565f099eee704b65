// What a route would have posted: each letter's post, and why it would not be told just so.
import { BellOff, Moon } from 'lucide-react';
import Link from 'next/link';
import type { Outlet } from '#lib/domain/alerts/channel.ts';
import type { RoutePreview } from '#lib/domain/alerts/routes.ts';
import { countInWords } from '#lib/domain/amount-words.ts';
import { exactTime } from '#lib/domain/time-words.ts';
import { Age } from './clock.tsx';
import { outletWords } from './outlet-words.ts';
import { SlackPreview } from './slack-preview.tsx';

export function RoutePosts({
  preview: { letters, quietUntil },
  query,
  outlet,
  isFallback,
}: {
  preview: RoutePreview;
  query: string;
  outlet: Outlet;
  isFallback: boolean;
}) {
  const untold = letters.filter(({ isCounted }) => !isCounted).length;
  if (letters.length === 0)
    return (
      <p className="rounded-md bg-sunken px-4 py-6 text-center text-ink-2" data-no-letters>
        No letter that is here fits yet. A new one that does is told.
        <br />
        <Link className="link" href={`/dead-letters?${new URLSearchParams({ q: query })}`}>
          The same query in the inbox
        </Link>
      </p>
    );
  return (
    <>
      <p className="text-ink-2">
        {letters.length === 1
          ? 'The one letter that fits'
          : `The newest ${countInWords(letters.length, 'letter')} that fit`}
        , as if {letters.length === 1 ? 'it' : 'each'} were the first of its group. Later ones of a group
        change its post instead.
        {isFallback && ' Letters that other routes take are among them here.'}
        {untold > 0 &&
          ` ${untold === letters.length ? 'None' : `${untold} of them`} would ${untold === letters.length ? '' : 'not '}be told.`}
      </p>
      {outlet !== 'slack' && (
        <p className="text-ink-2" data-other-form>
          Shown as Slack would show it: {outletWords[outlet].says} says the same in its own form.
        </p>
      )}
      {quietUntil !== null && (
        <p className="flex gap-2 rounded-sm bg-wait-soft px-3 py-2 text-wait" data-quiet-now>
          <Moon size={14} className="mt-[3px] flex-none" aria-hidden="true" />
          It is quiet just now: nothing would be posted before {exactTime(quietUntil)}.
        </p>
      )}
      <ol className="grid gap-2.5">
        {letters.map(({ id, arrivedAt, isCounted, blocks }) => (
          <li
            key={id}
            className="grid gap-2 rounded-md border border-line p-3"
            data-preview={id}
            data-counted={isCounted}
          >
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-3">
              <Link className="link" href={`/dead-letters/${id}`}>
                letter
              </Link>
              <Age at={arrivedAt} />
              {!isCounted && (
                <span className="badge wait">
                  <BellOff size={11} aria-hidden="true" />
                  not told: its reason does not count here
                </span>
              )}
            </p>
            <div className={isCounted ? '' : 'opacity-80'}>
              <SlackPreview blocks={blocks} />
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
