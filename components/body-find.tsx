// Looks for a text in the whole body, not only in what is shown.
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useId, type FormEvent } from 'react';
import type { BodyLinesState } from './use-body-window.ts';

export function BodyFind({ state }: { state: BodyLinesState }) {
  const id = useId();
  const { window, sought, foundAt, isLoading } = state;
  const count = window.found?.lines.length ?? 0;

  function find(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('find') ?? '');
    if (text === sought && count > 0) void state.goTo((foundAt + 1) % count);
    else void state.find(text);
  }

  return (
    <form role="search" className="flex items-center gap-1" onSubmit={find}>
      <label htmlFor={id} className="sr-only">
        Find in the body
      </label>
      <input
        id={id}
        name="find"
        type="search"
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        className="field w-[150px] border-line-strong"
        placeholder="Find in the body"
      />
      <output className="px-1 whitespace-nowrap empty:hidden">{isLoading ? '…' : say(state)}</output>
      {sought !== '' && count > 1 && (
        <>
          <Step label="Line found before" isDisabled={foundAt === 0} onPress={() => state.goTo(foundAt - 1)}>
            <ChevronUp size={13} aria-hidden="true" />
          </Step>
          <Step
            label="Next line found"
            isDisabled={foundAt === count - 1}
            onPress={() => state.goTo(foundAt + 1)}
          >
            <ChevronDown size={13} aria-hidden="true" />
          </Step>
        </>
      )}
    </form>
  );
}

function say({ window, sought, foundAt }: BodyLinesState): string {
  if (sought === '') return '';
  const { lines = [], hasMore = false } = window.found ?? {};
  if (lines.length === 0) return 'Not found';
  return `${(foundAt + 1).toLocaleString('en-US')} of ${lines.length.toLocaleString('en-US')}${hasMore ? '+' : ''}`;
}

function Step(props: { label: string; isDisabled: boolean; onPress: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      className="btn quiet"
      aria-label={props.label}
      title={props.label}
      aria-disabled={props.isDisabled}
      onClick={() => !props.isDisabled && props.onPress()}
    >
      {props.children}
    </button>
  );
}
