// Somewhere else: the exchange and routing key that a person names.
import { useId } from 'react';
import { fitsShortstr } from '#lib/domain/replay-choice.ts';

type Place = { exchange: string; routingKey: string };

export function ElsewhereFields({
  value,
  onChange,
  onEnter,
}: {
  value: Place;
  onChange: (value: Place) => void;
  onEnter: () => void;
}) {
  const help = useId();
  const isTooLong = !fitsShortstr(value.exchange) || !fitsShortstr(value.routingKey);
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onEnter();
      }}
    >
      <label className="grid gap-0.5">
        <span className="text-ink-2">Exchange</span>
        <input
          className="field mono"
          name="exchange"
          data-first
          value={value.exchange}
          placeholder="(default)"
          autoComplete="off"
          spellCheck={false}
          aria-describedby={help}
          onChange={(event) => onChange({ ...value, exchange: event.target.value })}
        />
      </label>
      <label className="grid gap-0.5">
        <span className="text-ink-2">Routing key</span>
        <input
          className="field mono"
          name="routingKey"
          value={value.routingKey}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={help}
          onChange={(event) => onChange({ ...value, routingKey: event.target.value })}
        />
      </label>
      <p id={help} className={isTooLong ? 'text-bad' : 'text-ink-2'}>
        {isTooLong
          ? 'AMQP names hold at most 255 bytes.'
          : value.exchange === ''
            ? `Without an exchange it goes through the default one, which delivers to the queue whose name is the routing key${value.routingKey === '' ? '' : `: ${value.routingKey}`}.`
            : 'Every queue that this exchange routes the key to gets it. If there is none, the broker returns it and nothing is delivered.'}
      </p>
      <button type="submit" className="hidden">
        Try again
      </button>
    </form>
  );
}
