// Who did what, newest first. The filter is the address.
import Link from 'next/link';
import { auditActs, type AuditLine, type AuditListQuery } from '#lib/domain/audit.ts';
import { actWords, sayAct } from '#lib/domain/audit-words.ts';
import { Age } from './clock.tsx';
import { Panel } from './panel.tsx';

export function AuditPanel({
  lines,
  nextCursor,
  query,
}: {
  lines: readonly AuditLine[];
  nextCursor: string | null;
  query: AuditListQuery;
}) {
  const { act = '', actor = '', letter = '', after = '', before = '' } = query;
  const given = Object.entries({ act, actor, letter, after, before }).filter(([, value]) => value !== '');
  const filter = new URLSearchParams(given);
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
            <option key={one} value={one}>
              {actWords[one]}
            </option>
          ))}
        </select>
        <input
          name="actor"
          className="field grow"
          defaultValue={actor}
          placeholder="Who: name or address"
          aria-label="Who: name or address"
        />
        <DayField label="From" name="after" value={after} />
        <DayField label="before" name="before" value={before} />
        {letter !== '' && <input type="hidden" name="letter" value={letter} />}
        <button type="submit" className="btn">
          Show
        </button>
        {given.length > 0 && (
          <Link className="btn quiet" href="/settings#panel-audit">
            {letter === '' ? 'Show all' : 'Of one letter; show all'}
          </Link>
        )}
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

function DayField({ label, name, value }: { label: string; name: string; value: string }) {
  return (
    <label className="flex items-center gap-1.5 text-ink-2">
      {label}
      <input
        type="date"
        name={name}
        className="field"
        defaultValue={value.slice(0, 10)}
        title="A day in UTC"
      />
    </label>
  );
}
