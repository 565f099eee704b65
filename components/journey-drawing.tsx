// The journey, drawn: publisher → exchange → queue where it died → … → dead-letter queue → onward. In order, so it can be heard too.
import Link from 'next/link';
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { sayDeaths } from '#lib/domain/death-words.ts';
import { drawJourney, type Leg, type Stop } from '#lib/domain/journey.ts';
import { reasonWord } from '#lib/domain/letter-title.ts';
import { exchangeName, outcomeInWords } from '#lib/domain/outcome-words.ts';
import { durationInWords } from '#lib/domain/reason.ts';
import { Age } from './clock.tsx';
import { letterHref } from './letter-href.ts';
import { Panel } from './panel.tsx';
import { ScrollBox } from './scroll-box.tsx';

export function JourneyDrawing({ letter }: { letter: DeadLetterDetail }) {
  const steps = drawJourney(letter);
  // One rejection needs no words beside its drawing.
  const isLong =
    letter.journey.length > 1 ||
    letter.journey.some(({ count, reason }) => count > 1 || reason !== 'rejected');
  return (
    <Panel title="Journey" name="journey">
      {letter.journey.length === 0 && (
        <p className="px-3.5 pt-3 text-ink-2">
          {letter.convention === null
            ? 'It bears no x-death header: it was published here directly, or by a framework that keeps its own account.'
            : `${letter.convention} published it here by itself: RabbitMQ did not dead-letter it.`}
        </p>
      )}
      <ScrollBox label="Journey, drawn" className="overflow-x-auto">
        <ol className="flex items-stretch px-3.5 py-4 max-md:flex-col">
          {steps.map(({ leg, stop }, index) => (
            <li
              key={`${index}-${stop.name}`}
              className={`flex shrink-0 items-stretch max-md:flex-col ${leg === null ? '' : 'grow'}`}
            >
              {leg !== null && <LegDrawing leg={leg} />}
              <StopDrawing stop={stop} />
            </li>
          ))}
        </ol>
      </ScrollBox>
      {isLong && (
        <p className="border-t border-line px-3.5 py-2.5 text-ink-2 wrap-anywhere">
          It {sayDeaths(letter.journey).join('; then ')}.
        </p>
      )}
    </Panel>
  );
}

function StopDrawing({ stop }: { stop: Stop }) {
  const look = {
    publisher: 'border-line-strong',
    exchange: 'border-line-strong',
    queue: 'border-bad bg-bad-soft',
    here: 'border-accent bg-accent-soft',
    onward: 'border-dashed border-line-strong',
  }[stop.kind];
  return (
    <div className={`min-w-[96px] flex-none rounded-md border px-2.5 py-2 md:max-w-[230px] ${look}`}>
      <span className="block text-xs text-ink-2">
        {
          {
            publisher: 'published by',
            exchange: 'exchange',
            queue: 'queue',
            here: 'dead-letter queue',
            onward:
              stop.kind === 'onward' && stop.isPutBack ? 'put back into queue' : 'tried again: exchange',
          }[stop.kind]
        }
      </span>
      <span className="mono block wrap-anywhere">
        {stop.kind === 'exchange' || stop.kind === 'onward' ? exchangeName(stop.name) : stop.name}
      </span>
      {(stop.kind === 'exchange' || stop.kind === 'onward') && stop.routingKey !== null && (
        <span className="block text-sm wrap-anywhere text-ink-2">
          key <span className="mono">{stop.routingKey || '(empty)'}</span>
        </span>
      )}
      {stop.kind === 'queue' && (
        <span className="block text-bad">
          {reasonWord(stop.reason)}
          {stop.times > 1 && ` ×${stop.times.toLocaleString('en-US')}`}
          {stop.firstDiedAt !== null && (
            <span className="block text-sm">
              {stop.times > 1 && 'first '}
              <Age at={stop.firstDiedAt} />
            </span>
          )}
        </span>
      )}
      {stop.kind === 'here' && <Age at={stop.at} className="block text-ink-2" />}
      {stop.kind === 'onward' && <Onward stop={stop} />}
    </div>
  );
}

/** What became of the replay, as far as it is known. */
function Onward({ stop }: { stop: Extract<Stop, { kind: 'onward' }> }) {
  return (
    <span className="block text-ink-2">
      {outcomeInWords(stop.stage).word}
      {stop.at !== null && (
        <>
          {' '}
          <Age at={stop.at} />
        </>
      )}
      {stop.cameBack !== null && (
        <Link className="link block" href={letterHref(stop.cameBack, '')} prefetch={false}>
          {stop.isPutBack ? 'It came in again' : 'It came back'}
        </Link>
      )}
    </span>
  );
}

function LegDrawing({ leg }: { leg: Leg }) {
  return (
    <div className="flex w-max min-w-[44px] grow flex-col items-center justify-center px-1.5 text-center text-xs text-ink-3 max-md:items-start max-md:py-1.5 max-md:pl-3.5 max-md:text-left">
      {leg.waits.map((wait, index) => (
        <span key={index} className="max-w-[130px] text-ink-2 max-md:max-w-none">
          {wait.reason === 'expired' ? 'waited in' : `${reasonWord(wait.reason)} in`}{' '}
          <span className="mono text-xs wrap-anywhere">{wait.queue}</span>
          {wait.times > 1 && ` ×${wait.times.toLocaleString('en-US')}`}
          {wait.ms !== null && `, ${durationInWords(wait.ms)}${wait.times > 1 ? ' each' : ''}`}
        </span>
      ))}
      <span aria-hidden="true" className="relative my-0.5 block h-2.5 w-full min-w-8 max-md:hidden">
        <span className="absolute top-1/2 right-0 left-0 border-b-[1.5px] border-line-strong" />
        <span className="absolute top-[3px] right-0 size-[7px] rotate-45 border-t-[1.5px] border-r-[1.5px] border-line-strong" />
      </span>
      <span aria-hidden="true" className="md:hidden">
        ↓
      </span>
      {leg.via !== null && (
        <span className="mono max-w-[130px] text-xs wrap-anywhere max-md:max-w-none">{leg.via}</span>
      )}
    </div>
  );
}
