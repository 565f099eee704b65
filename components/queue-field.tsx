// A source or dead-letter queue: one that is known, or any other name.
import { useRef } from 'react';
import { useSyncedField } from './use-synced-field.ts';

export function QueueField({
  value,
  known,
  onChange,
}: {
  value: string;
  known: string[];
  onChange: (queue: string) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const send = useSyncedField(field, value, onChange);
  return (
    <>
      <input
        ref={field}
        name="queue"
        list="known-queues"
        defaultValue={value}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        aria-label="Source or dead-letter queue"
        placeholder="any queue"
        className="field mono min-h-9 w-[190px] border-line-strong placeholder:font-sans placeholder:text-base max-md:grow max-md:basis-[150px]"
        onBlur={(event) => send(event.target.value.trim())}
        onKeyDown={(event) => event.key === 'Enter' && send(event.currentTarget.value.trim())}
        onInput={(event) => {
          const queue = event.currentTarget.value;
          if (queue === '' || known.includes(queue)) send(queue);
        }}
      />
      <datalist id="known-queues">
        {known.map((queue) => (
          <option key={queue}>{queue}</option>
        ))}
      </datalist>
    </>
  );
}
