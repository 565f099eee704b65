'use client';
// A question or a page of its own above the page: titled, closed by Escape, the focus kept inside and given back.
import { Dialog as Radix } from 'radix-ui';
import { X } from 'lucide-react';
import { useState, type ReactNode } from 'react';

export function Dialog({
  title,
  onClose,
  children,
  footer,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
}) {
  // Radix gives the focus back to its own trigger, and these have none: to whatever had it then.
  const [opener] = useState(findOpener);
  return (
    <Radix.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusFirst}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (opener instanceof HTMLElement) opener.focus();
          }}
          className="fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] w-[min(560px,calc(100vw-24px))] -translate-x-1/2 flex-col rounded-lg border border-line bg-panel shadow-raised"
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-1">
            <Radix.Title className="grow text-lg font-[650] tracking-[-0.01em]">{title}</Radix.Title>
            <Radix.Close className="btn quiet -mt-1 -mr-2 px-2" aria-label="Close">
              <X size={15} aria-hidden="true" />
            </Radix.Close>
          </header>
          <div className="scroll-cue grid gap-3 overflow-y-auto px-5 py-2">{children}</div>
          {footer === undefined ? (
            <div className="h-3" />
          ) : (
            <footer className="flex flex-wrap justify-end gap-2 px-5 pt-2 pb-4">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

let outside: Element | null = null;

/** What had the focus; of a dialog that follows another one, what had it before that. */
function findOpener(): Element | null {
  if (typeof document === 'undefined') return null;
  const now = document.activeElement;
  if (now !== null && now !== document.body && now.closest('[role="dialog"]') === null)
    outside = buttonOf(now);
  return outside;
}

/** Of a menu that closes behind the dialog, its button. */
function buttonOf(element: Element): Element {
  const named = element.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  return (named && document.getElementById(named)) || element;
}

/** What is marked data-first, else the first field, else the first button that is not the way out at the top. */
function focusFirst(event: Event) {
  const first = event.target instanceof Element ? findFirst(event.target) : null;
  if (!(first instanceof HTMLElement)) return;
  event.preventDefault();
  first.focus();
}

function findFirst(dialog: Element): Element | null {
  for (const one of [
    '[data-first]',
    'input:not([type=hidden]), select, textarea',
    'form button, footer button',
  ]) {
    const first = dialog.querySelector(one);
    if (first !== null) return first;
  }
  return null;
}
