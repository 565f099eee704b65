'use client';
// All keys, and the switch that turns them off; and the keys that lead from page to page.
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Dialog } from './dialog.tsx';
import { forgetLists } from './inbox-memory.ts';
import { QueryHelp } from './query-help.tsx';
import { useChoice, writeChoice } from './stored-choice.ts';
import { keysKey, useKeys } from './use-keys.ts';

const groups: { title: string; keys: [keys: string, does: string][] }[] = [
  {
    title: 'Anywhere',
    keys: [
      ['g i', 'go to the inbox'],
      ['g g', 'go to the failure groups'],
      ['g q', 'go to the queues'],
      ['g r', 'go to the replay runs'],
      ['g a', 'go to the alerts'],
      ['g s', 'go to the settings'],
      ['?', 'these keys'],
    ],
  },
  {
    title: 'Inbox',
    keys: [
      ['/', 'find'],
      ['j', 'next letter'],
      ['k', 'previous letter'],
      ['x', 'select the letter'],
      ['Enter', 'open the letter'],
      ['t', 'try again: asks first'],
      ['d', 'discard: asks first'],
      ['Esc', 'clear the selection'],
    ],
  },
  {
    title: 'A letter',
    keys: [
      ['j', 'next (older) of the same filter'],
      ['k', 'previous (newer) of the same filter'],
      ['u', 'back to the inbox'],
      ['t', 'try again: asks first'],
      ['e', 'edit first, then try again'],
      ['d', 'discard: asks first'],
      ['n', 'write a note'],
    ],
  },
];

export function KeysHelp({ className }: { className?: string }) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  useKeys({
    '?': () => setOpen(true),
    'g i': () => {
      forgetLists();
      router.push('/dead-letters?status=open');
    },
    'g g': () => router.push('/failure-groups'),
    'g q': () => router.push('/queues'),
    'g r': () => router.push('/replay-runs'),
    'g a': () => router.push('/alerts'),
    'g s': () => router.push('/settings'),
  });
  return (
    <>
      <button type="button" className={className} onClick={() => setOpen(true)}>
        <span className="kbd" aria-hidden="true">
          ?
        </span>{' '}
        keys
      </button>
      {isOpen && <KeysDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function KeysDialog({ onClose }: { onClose: () => void }) {
  const isOff = useChoice(keysKey) === 'off';
  return (
    <Dialog title="Keys" onClose={onClose}>
      <label className="flex items-center gap-2 rounded-sm bg-sunken px-3 py-2">
        <input
          type="checkbox"
          data-first
          className="size-4 accent-accent"
          checked={!isOff}
          onChange={(event) => writeChoice(keysKey, event.target.checked ? 'on' : 'off')}
        />
        Single keys do something in this browser
      </label>
      <div className="gap-x-8 sm:columns-2">
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 font-semibold text-ink-2">{group.title}</h3>
            <dl className="grid grid-cols-[64px_1fr] gap-y-1">
              {group.keys.map(([keys, does]) => (
                <div key={keys} className="contents">
                  <dt>
                    {keys.split(' ').map((key) => (
                      <kbd key={key} className="kbd mr-1">
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <QueryHelp />
    </Dialog>
  );
}
