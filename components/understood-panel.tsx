// What the framework that wrote the message tells of it, which framework that is, and by what it was known.
import type { DeadLetterDetail } from '#lib/domain/dead-letter.ts';
import { Age } from './clock.tsx';
import { Fact, Facts } from './facts.tsx';
import { Panel } from './panel.tsx';

export function UnderstoodPanel({ letter }: { letter: DeadLetterDetail }) {
  const { understood, messageType, attempts } = letter;
  if (understood === null) return null;
  const { convention, from, failedAt, owner, warnings } = understood;
  return (
    <Panel title={convention} name="understood">
      <Facts>
        {messageType !== null && <Fact name="message">{messageType}</Fact>}
        {attempts !== null && <Fact name="attempts">{attempts.toLocaleString('en-US')}</Fact>}
        {failedAt !== null && (
          <Fact name="failed">
            <Age at={failedAt} />
          </Fact>
        )}
        {owner !== null && <Fact name="service">{owner}</Fact>}
      </Facts>
      {warnings.map((warning) => (
        <p key={warning} className="border-t border-line bg-wait-soft px-3.5 py-2 text-wait wrap-anywhere">
          {warning}
        </p>
      ))}
      <p className="border-t border-line px-3.5 py-2 text-sm text-ink-3 wrap-anywhere">Known by {from}.</p>
    </Panel>
  );
}
