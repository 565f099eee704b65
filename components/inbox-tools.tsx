'use client';
// Beside the count of letters: saved views, columns, export and import.
import { Columns3 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { writeColumns } from '#lib/domain/columns.ts';
import type { SavedView } from '#lib/domain/saved-views.ts';
import { ColumnsDialog } from './columns-dialog.tsx';
import { ExportMenu } from './export-menu.tsx';
import { forgetLists } from './inbox-memory.ts';
import { changeQuery, inboxHref } from './letter-href.ts';
import { ViewsMenu } from './views-menu.tsx';

export function InboxTools({
  query,
  columns,
  suggested,
  views,
  mayImport,
}: {
  /** Filter and columns, as the address has them. */
  query: string;
  /** Undefined for the usual ones. */
  columns: readonly string[] | undefined;
  /** Columns that some of these letters have something in. */
  suggested: readonly string[];
  views: readonly SavedView[];
  mayImport: boolean;
}) {
  const router = useRouter();
  const [isChoosing, setChoosing] = useState(false);

  function go(next: string) {
    forgetLists();
    router.push(inboxHref(next));
  }

  return (
    <div className="ml-auto flex flex-none items-center gap-0.5">
      <ViewsMenu query={query} views={views} onOpen={go} />
      <button
        type="button"
        className="btn quiet px-2"
        onClick={() => setChoosing(true)}
        aria-haspopup="dialog"
        data-tool="columns"
      >
        <Columns3 size={14} aria-hidden="true" />
        <span className="max-md:sr-only">Columns</span>
      </button>
      <ExportMenu query={query} mayImport={mayImport} />
      {isChoosing && (
        <ColumnsDialog
          columns={columns}
          suggested={suggested}
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => {
            setChoosing(false);
            go(changeQuery(query, { columns: chosen && writeColumns(chosen) }));
          }}
        />
      )}
    </div>
  );
}
