// All letters of the filter as a file: complete, or as a table.
import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';

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

export function ExportMenu({ query }: { query: string }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn quiet px-2" data-tool="export">
        <Download size={14} aria-hidden="true" />
        <span className="max-md:sr-only">Export</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={12}
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
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

function exportHref(query: string, format: string): string {
  const params = new URLSearchParams(query);
  params.set('format', format);
  if (format === 'ndjson') params.delete('columns');
  return `/api/v1/dead-letters/export?${params}`;
}
