// A route, collapsed: its name, its letters as written, where they are told, whom it mentions, and what holds it back.
import { ArrowRight, AtSign, FileText, Filter, Moon, type LucideIcon } from 'lucide-react';
import { reasonWord } from '#lib/domain/letter-title.ts';
import type { AlertRoutes, QuietHours } from '#lib/domain/alerts/routes.ts';
import { countInWords } from '#lib/domain/amount-words.ts';
import { Age } from './clock.tsx';
import { outletWords, sayTarget } from './outlet-words.ts';
import { mentionOf, type RouteForm } from './route-form.ts';

export type RouteStanding = Pick<AlertRoutes['default'], 'problem' | 'waiting'>;

export function RouteSummary({
  route,
  isFallback,
  slackChannel,
}: {
  route: RouteForm;
  isFallback: boolean;
  slackChannel: string | null;
}) {
  const { name, query, outlet, reasons, quiet, showsBody } = route;
  const mention = mentionOf(route);
  const to = sayTarget(route, isFallback ? slackChannel : null);
  return (
    <div className="grid min-w-0 gap-0.5">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <b className="wrap-anywhere" data-route-name>
          {name.trim() || (route.id === null ? 'A new route' : 'No name')}
        </b>
        {quiet !== null && <Chip Icon={Moon}>{sayQuiet(quiet)}</Chip>}
        {reasons.length > 0 && <Chip Icon={Filter}>only {reasons.map(reasonWord).join(', ')}</Chip>}
        {showsBody && (
          <Chip Icon={FileText} tone="wait">
            shows bodies
          </Chip>
        )}
      </div>
      <div className="flex flex-wrap items-baseline gap-x-2 text-ink-2">
        {isFallback ? (
          <span>what no other route takes</span>
        ) : query.trim() === '' ? (
          <span>every letter</span>
        ) : (
          <code className="mono wrap-anywhere text-ink">{query}</code>
        )}
        <span className="inline-flex flex-wrap items-baseline gap-x-2">
          <ArrowRight size={13} className="translate-y-[2px]" aria-label="to" role="img" />
          {outlet !== 'slack' && <span>{outletWords[outlet].name}</span>}
          {to === null ? (
            <span className={isFallback && outlet === 'slack' ? '' : 'text-bad'}>
              {isFallback && outlet === 'slack'
                ? 'nowhere: SLACK_CHANNEL is not set'
                : outletWords[outlet].none}
            </span>
          ) : (
            <span className="mono wrap-anywhere text-ink" data-route-channel>
              {to}
            </span>
          )}
          {mention !== 'nobody' && (
            <span className="inline-flex items-baseline gap-1">
              <AtSign size={12} className="translate-y-[1.5px]" role="img" aria-label="mentions" />
              {mention === 'owner' ? 'the owner' : <span className="mono">{mention || '…'}</span>}
            </span>
          )}
        </span>
      </div>
    </div>
  );
}

/** What is wrong with its channel, since when, and what waits for that. */
export function RouteTrouble({ standing: { problem, waiting } }: { standing: RouteStanding }) {
  if (problem === null && waiting === 0) return null;
  const posts = `${countInWords(waiting, 'post waits', 'posts wait')}`;
  if (problem === null) return <p className="text-sm text-ink-3">{posts}.</p>;
  return (
    <div className="rounded-sm bg-bad-soft px-3 py-2 text-bad wrap-anywhere" data-route-problem>
      <b>Nothing is posted here.</b> {problem.problem.replace(/[^.!?…]$/, '$&.')} First seen{' '}
      <Age at={problem.since} />.
      <span className="block">
        {waiting === 0
          ? 'Nothing waits yet.'
          : `${posts}, and ${waiting === 1 ? 'goes' : 'go'} out once it is mended.`}{' '}
        It is tried again by itself, and at once when the routes are saved.
      </span>
    </div>
  );
}

function Chip({ Icon, tone = '', children }: { Icon: LucideIcon; tone?: string; children: React.ReactNode }) {
  return (
    <span className={`badge max-w-full ${tone}`}>
      <Icon size={11} strokeWidth={2.5} aria-hidden="true" />
      <span className="clip">{children}</span>
    </span>
  );
}

function sayQuiet({ from, until, wholeDays }: QuietHours): string {
  const days = wholeDays.map((day) => day.charAt(0).toUpperCase() + day.slice(1)).join(', ');
  return `quiet ${from}–${until}${days === '' ? '' : `, ${days}`}`;
}
