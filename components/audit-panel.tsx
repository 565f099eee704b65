// Who did what, newest first. The filter is the address.
import Link from 'next/link';
import { auditActs, type AuditLine } from '#lib/domain/audit.ts';
import { sayAct } from '#lib/domain/audit-words.ts';
import { Age } from './clock.tsx';
import { Panel } from './panel.tsx';

export function AuditPanel({
  lines,
  nextCursor,
  act,
  who,
}: {
  lines: readonly AuditLine[];
  nextCursor: string | null;
  act: string;
  who: string;
}) {
  const filter = new URLSearchParams({ ...(act && { act }), ...(who && { actor: who }) });
  const older = new URLSearchParams([...filter, ['cursor', nextCursor ?? '']]);
  return (
    <Panel
      title="Audit"
      name="audit"
      actions={
        <a className="btn quiet" href={`/api/v1/audit/export?${filter}`} download>
          Export
        </a>
      }
    >
      <form action="/settings#panel-audit" className="flex flex-wrap gap-2 border-b border-line px-3.5 py-2">
        <select name="act" className="field" defaultValue={act} aria-label="What was done">
          <option value="">everything</option>
          {auditActs.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <input
          name="actor"
          className="field grow"
          defaultValue={who}
          placeholder="By whom"
          aria-label="By whom"
        />
        <button type="submit" className="btn">
          Show
        </button>
      </form>
      {lines.length === 0 && <p className="px-3.5 py-3 text-ink-2">Nothing of that kind was done.</p>}
      <ol>
        {lines.map((line) => (
          <li
            key={line.id}
            className="flex flex-wrap items-baseline gap-x-2 border-b border-line px-3.5 py-2 last:border-b-0"
            data-audit={line.act}
          >
            <b>{line.actorName}</b>
            <span className="wrap-anywhere">{sayAct(line)}</span>
            {line.outcome === 'refused' && <span className="badge bad">refused</span>}
            {line.letterIds.length === 1 && (
              <Link className="link" href={`/dead-letters/${line.letterIds[0]}`}>
                the letter
              </Link>
            )}
            {line.reason !== null && <q className="text-ink-2 wrap-anywhere">{line.reason}</q>}
            <span className="ml-auto text-sm text-ink-3">
              <Age at={line.at} />
              {line.address !== null && ` · ${line.address}`}
            </span>
          </li>
        ))}
      </ol>
      {nextCursor !== null && (
        <div className="border-t border-line p-2 text-center">
          <Link className="btn quiet" href={`/settings?${older}#panel-audit`}>
            Older
          </Link>
        </div>
      )}
    </Panel>
  );
}
