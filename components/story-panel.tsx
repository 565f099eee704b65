// What came of it: death, alert, replays and returns of a letter, newest first.
import Link from 'next/link';
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { tellStory } from '#lib/domain/letter-story.ts';
import { Age } from './clock.tsx';
import { compareHref, editedHref, letterHref } from './letter-href.ts';
import { Panel } from './panel.tsx';

const dots = { plain: 'bg-line-strong', good: 'bg-good', bad: 'bg-bad', wait: 'bg-wait' };

export function StoryPanel({
  letter,
  query,
  hasAudit,
}: {
  letter: DeadLetterDetail;
  query: string;
  /** Whether whoever looks may read the audit. */
  hasAudit: boolean;
}) {
  return (
    <Panel
      title="What came of it"
      name="story"
      actions={
        hasAudit ? (
          <Link className="btn quiet" href={`/settings?letter=${letter.id}#panel-audit`}>
            Audit
          </Link>
        ) : undefined
      }
    >
      <ol className="grid gap-2.5 px-3.5 py-3">
        {tellStory(letter).map((entry) => (
          <li key={entry.key} className="grid grid-cols-[14px_minmax(0,1fr)] gap-1" data-story={entry.key}>
            <span className={`mt-1.5 size-2 rounded-full ${dots[entry.tone]}`} aria-hidden="true" />
            <div className="min-w-0 wrap-anywhere">
              <b>{entry.title}</b> {entry.at !== null && <Age at={entry.at} className="text-ink-2" />}
              {entry.detail !== '' && <div className="text-ink-2">{entry.detail}</div>}
              {entry.permalink !== undefined && /^https?:/.test(entry.permalink) && (
                <a
                  href={entry.permalink}
                  className="link block w-fit"
                  target="_blank"
                  rel="noopener noreferrer"
                  data-permalink
                >
                  the post in Slack
                </a>
              )}
              {entry.editOf !== undefined && (
                <Link href={editedHref(letter.id, entry.editOf, query)} className="link" data-edited>
                  what was sent
                </Link>
              )}
              {entry.letterId !== null && (
                <span className="flex flex-wrap gap-x-3">
                  <Link
                    href={letterHref(entry.letterId, query)}
                    className="link"
                    data-related={entry.letterId}
                  >
                    {entry.key === 'came-from' ? 'the earlier letter' : 'the later letter'}
                  </Link>
                  <Link
                    href={
                      entry.key === 'came-from'
                        ? compareHref(entry.letterId, letter.id, query)
                        : compareHref(letter.id, entry.letterId, query)
                    }
                    className="link"
                    data-compare={entry.letterId}
                  >
                    compare with {entry.key === 'came-from' ? 'the earlier' : 'the later'}
                  </Link>
                </span>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
