// The rail on the left (a bar on top where it is narrow): where one can go, and how the house stands.
import { countInWords } from '#lib/domain/amount-words.ts';
import { Age } from './clock.tsx';
import { KeysHelp } from './keys-help.tsx';
import { Mark } from './mark.tsx';
import { RailLink } from './rail-link.tsx';
import { SignOut } from './sign-out.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

export type Standing = {
  openLetters: number;
  /** Counting stopped at openLetters: there are more. */
  isEstimate: boolean;
  queues: number;
  broker: string;
  workers: { alive: number; lastSeenAt: string | null };
  lastLetterAt: string | null;
};

/** `standing` is null when the store could not be read: the way to the pages stays. */
export function Rail({ standing, visitor }: { standing: Standing | null; visitor: string | null }) {
  return (
    // On a phone the pages have a row of their own, and that row stays; the other one comes when a key leads into it.
    <header className="sticky top-0 z-10 flex min-w-0 flex-col gap-0.5 border-r border-line bg-sunken px-2.5 py-3.5 md:h-dvh max-md:flex-row max-md:items-center max-md:gap-1 max-md:border-r-0 max-md:border-b max-md:px-2 max-md:py-1.5 max-sm:-top-[34px] max-sm:flex-wrap max-sm:gap-y-1.5 max-sm:has-[:focus-visible]:top-0">
      <div className="flex items-center gap-2 px-2 pb-3.5 text-[14px] font-[650] tracking-[-0.01em] max-md:pb-0 max-sm:h-7">
        <Mark />
        <span>LetterThief</span>
      </div>
      <nav
        aria-label="Pages"
        className="flex flex-col gap-0.5 max-md:min-w-0 max-md:flex-row max-md:overflow-x-auto max-sm:order-last max-sm:basis-full"
      >
        <RailLink
          href="/dead-letters?status=open"
          section="/dead-letters"
          note={standing && countOpen(standing)}
        >
          Inbox
        </RailLink>
        <RailLink href="/failure-groups" section="/failure-groups" note={null}>
          Groups
        </RailLink>
        <RailLink href="/replay-runs" section="/replay-runs" note={null}>
          Runs
        </RailLink>
        <RailLink href="/queues" section="/queues" note={standing && String(standing.queues)}>
          Queues
        </RailLink>
        <RailLink href="/alerts" section="/alerts" note={null}>
          Alerts
        </RailLink>
        <RailLink href="/settings" section="/settings" note={null}>
          Settings
        </RailLink>
      </nav>
      <div className="mt-auto grid gap-2.5 px-2 text-sm leading-[1.45] text-ink-3 max-md:mt-0 max-md:ml-auto max-md:flex max-md:items-center max-md:px-1">
        <div className="max-md:hidden">{standing !== null && <House standing={standing} />}</div>
        {visitor !== null && <SignOut visitor={visitor} />}
        <ThemeSwitch />
        <KeysHelp className="w-fit rounded-sm py-0.5 hover:text-ink max-[480px]:hidden" />
      </div>
    </header>
  );
}

function House({ standing }: { standing: Standing }) {
  const { workers } = standing;
  return (
    <>
      <div
        data-workers={workers.alive}
        className={workers.alive > 0 ? 'text-good' : 'font-semibold text-bad'}
      >
        <span aria-hidden="true">{workers.alive > 0 ? '●' : '○'}</span>{' '}
        {workers.alive > 0 ? `${countInWords(workers.alive, 'worker')} draining` : 'no worker is running'}
      </div>
      <div className="wrap-anywhere">{standing.broker}</div>
      {workers.alive === 0 && workers.lastSeenAt !== null && (
        <div>
          last worker seen <Age at={workers.lastSeenAt} />
        </div>
      )}
      {standing.lastLetterAt !== null && (
        <div>
          last letter <Age at={standing.lastLetterAt} />
        </div>
      )}
    </>
  );
}

function countOpen({ openLetters, isEstimate }: Standing): string {
  return `${openLetters.toLocaleString('en-US')}${isEstimate ? '+' : ''}`;
}
