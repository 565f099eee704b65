// The properties that the message was published with, and how it was delivered.
import type { DeadLetterDetail, Properties } from '#lib/domain/dead-letter.ts';
import { linkOfProperty, type IdLink } from '#lib/domain/id-links.ts';
import { changeOnReplay } from '#lib/domain/left-out.ts';
import { markOfProperty } from '#lib/domain/marks.ts';
import { exchangeName } from '#lib/domain/outcome-words.ts';
import { presentProperties, propertyNames } from '#lib/domain/property-names.ts';
import { exactTime, readTimestamp } from '#lib/domain/time-words.ts';
import { CopyButton } from './copy-button.tsx';
import { Fact, Facts } from './facts.tsx';
import { IdActions } from './id-actions.tsx';
import { Panel } from './panel.tsx';

export function PropertiesPanel({
  letter,
  idLinks,
}: {
  letter: DeadLetterDetail;
  idLinks: readonly IdLink[];
}) {
  const { properties } = letter;
  const present = presentProperties(properties);
  return (
    <Panel
      title="Properties"
      name="properties"
      actions={<CopyButton text={JSON.stringify(properties, null, 2)} what="the properties as JSON" />}
    >
      {present.length === 0 && <p className="px-3.5 py-2.5 text-ink-2">The message bears none.</p>}
      <Facts>
        {present.map(([name, value]) => (
          <Fact key={name} name={propertyNames[name]} note={changeOnReplay(name, value)}>
            {value}
            <Reading name={name} value={value} />
            <IdActions
              value={value}
              what={propertyNames[name]}
              mark={markOfProperty(name, value)}
              link={linkOfProperty(idLinks, name, value)}
            />
          </Fact>
        ))}
      </Facts>
      <h3 className="border-t border-line px-3.5 pt-2.5 font-semibold">Delivery</h3>
      <Facts>
        <Fact name="queue">{letter.deadLetterQueue}</Fact>
        <Fact name="exchange">{exchangeName(letter.deliveredExchange)}</Fact>
        <Fact name="routing key">{letter.deliveredRoutingKey || '(empty)'}</Fact>
        <Fact name="redelivered">{letter.redelivered ? 'yes' : 'no'}</Fact>
        <Fact name="arrived">{exactTime(letter.arrivedAt, 'UTC')}</Fact>
        <Fact name="letter">{letter.id}</Fact>
      </Facts>
    </Panel>
  );
}

/** What a bare number means. */
function Reading({ name, value }: { name: keyof Properties; value: string }) {
  let words: string | null = null;
  if (name === 'deliveryMode') words = value === '2' ? 'persistent' : 'transient';
  if (name === 'timestamp') {
    const iso = readTimestamp(value);
    words = iso === null ? 'beyond any calendar' : exactTime(iso, 'UTC').replace('.000', '');
  }
  return words === null ? null : <span className="text-ink-3"> {words}</span>;
}
