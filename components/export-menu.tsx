// All letters of the filter as a file: complete, or as a table; and the way back in.
import { ArrowDownUp } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { ImportDialog } from './import-dialog.tsx';

const formats = [
  {
    format: 'ndjson',
    label: 'NDJSON, complete',
    note: 'Every byte, bodies included: an import restores it.',
  },
  {
    format: 'csv',
    label: 'CSV, for a spreadsheet',
    note: 'A line a letter, with the columns that are chosen.',
  },
] as const;

export function ExportMenu({ query, mayImport }: { query: string; mayImport: boolean }) {
  const [isImporting, setImporting] = useState(false);
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="btn quiet px-2" data-tool="export">
          <ArrowDownUp size={14} aria-hidden="true" />
          <span className="max-md:sr-only">Export, import</span>
        </DropdownMenu.Trigger>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          // What the dialog gives the focus back to is this menu's button, and the dialog sees to that.
          onCloseAutoFocus={(event) => isImporting && event.preventDefault()}
          className="z-30 w-[300px] max-w-[calc(100vw-24px)] rounded-md border border-line bg-panel p-1.5 shadow-raised"
        >
          <p className="px-2.5 pt-1 pb-1.5 text-sm text-ink-2">
            All letters that match, not only those shown. The audit remembers who took them.
          </p>
          {formats.map(({ format, label, note }) => (
            <DropdownMenu.Item key={format} asChild>
              <a className="menu-item block" href={exportHref(query, format)} download data-export={format}>
                <span className="block font-[550]">{label}</span>
                <span className="block text-sm text-ink-2">{note}</span>
              </a>
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="my-1 border-t border-line" />
          <DropdownMenu.Item
            className="menu-item"
            disabled={!mayImport}
            onSelect={() => setImporting(true)}
            data-tool="import"
          >
            <span className="block font-[550]">Import an export…</span>
            <span className="block text-sm text-ink-2">
              {mayImport ? 'An NDJSON file, from here or elsewhere.' : 'That wants the role administrator.'}
            </span>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  );
}

function exportHref(query: string, format: string): string {
  const params = new URLSearchParams(query);
  params.set('format', format);
  if (format === 'ndjson') params.delete('columns');
  return `/api/v1/dead-letters/export?${params}`;
}
