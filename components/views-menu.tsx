// Saved views: one's own, those that others share, and the way to save what is shown.
import { Bookmark } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { SavedView } from '#lib/domain/saved-views.ts';
import { SaveViewDialog } from './save-view-dialog.tsx';
import { ViewsDialog } from './views-dialog.tsx';

export function ViewsMenu({
  query,
  views,
  onOpen,
}: {
  query: string;
  views: readonly SavedView[];
  onOpen: (query: string) => void;
}) {
  const [dialog, setDialog] = useState<'save' | 'manage' | null>(null);
  const shown = views.find((view) => view.query === query);
  const mine = views.filter((view) => view.isMine);
  const others = views.filter((view) => !view.isMine);
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="btn quiet max-w-[220px] px-2" data-tool="views">
          <Bookmark size={14} aria-hidden="true" className="flex-none" />
          <span className="clip max-md:sr-only">{shown === undefined ? 'Views' : shown.name}</span>
        </DropdownMenu.Trigger>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          // What a dialog gives the focus back to is this menu's button, and the dialog sees to that.
          onCloseAutoFocus={(event) => dialog !== null && event.preventDefault()}
          className="z-30 max-h-[60vh] w-[300px] max-w-[calc(100vw-24px)] overflow-y-auto rounded-md border border-line bg-panel p-1.5 shadow-raised"
        >
          {views.length === 0 && (
            <p className="px-2.5 py-1.5 text-sm text-ink-2">
              A view is a filter and its columns under a name.
            </p>
          )}
          <Group views={mine} query={query} onOpen={onOpen} />
          {others.length > 0 && (
            <DropdownMenu.Label className="px-2.5 pt-1.5 text-sm text-ink-3">
              Shared by others
            </DropdownMenu.Label>
          )}
          <Group views={others} query={query} onOpen={onOpen} />
          {views.length > 0 && <DropdownMenu.Separator className="my-1 border-t border-line" />}
          <DropdownMenu.Item className="menu-item" onSelect={() => setDialog('save')} data-view="save">
            Save what is shown…
          </DropdownMenu.Item>
          {views.some((view) => view.mayChange) && (
            <DropdownMenu.Item className="menu-item" onSelect={() => setDialog('manage')} data-view="manage">
              Rename, share, delete…
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      {dialog === 'save' && <SaveViewDialog query={query} onClose={() => setDialog(null)} />}
      {dialog === 'manage' && (
        <ViewsDialog
          query={query}
          views={views.filter((view) => view.mayChange)}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  );
}

function Group({
  views,
  query,
  onOpen,
}: {
  views: readonly SavedView[];
  query: string;
  onOpen: (query: string) => void;
}) {
  return views.map((view) => (
    <DropdownMenu.Item
      key={view.id}
      className="menu-item"
      onSelect={() => onOpen(view.query)}
      data-view={view.id}
      {...(view.query === query ? { 'aria-current': true } : {})}
    >
      <span className="block wrap-anywhere" dir="auto">
        {view.name}
      </span>
      {(view.isShared || view.query === query) && (
        <span className="block text-sm text-ink-2">
          {[view.query === query ? 'shown now' : null, sharedBy(view)].filter(Boolean).join(', ')}
        </span>
      )}
    </DropdownMenu.Item>
  ));
}

function sharedBy({ isShared, isMine, owner }: SavedView): string | null {
  if (!isShared) return null;
  return isMine ? 'shared by you' : `by ${owner}`;
}
