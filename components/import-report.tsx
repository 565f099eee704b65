// What came of an import: counts first, then each refused line with its reason.
import { countInWords } from '#lib/domain/amount-words.ts';
import type { ImportResult } from '#lib/domain/letter-import.ts';
import { Fact, Facts } from './facts.tsx';
import { ScrollBox } from './scroll-box.tsx';

export function ImportReport({ result }: { result: ImportResult }) {
  const { imported, alreadyThere, refused, refusedCount, isWhole } = result;
  const untold = refusedCount - refused.length;
  return (
    <div className="grid min-w-0 gap-3" data-import-report>
      {!isWhole && (
        <p className="rounded-sm bg-wait-soft px-3 py-2 text-wait" role="alert">
          The file is cut off, or not all of it was read: its last line, which counts the letters, did not
          come or tells another number. What came is stored.
        </p>
      )}
      <div className="-mx-3.5">
        <Facts>
          <Fact name="stored">{countInWords(imported, 'letter')}</Fact>
          <Fact name="here already" note={alreadyThere > 0 ? 'left as they are' : null}>
            {alreadyThere === 0 ? 'none' : countInWords(alreadyThere, 'letter')}
          </Fact>
          <Fact name="refused">{refusedCount === 0 ? 'none' : countInWords(refusedCount, 'line')}</Fact>
        </Facts>
      </div>
      {refused.length > 0 && (
        <ScrollBox label="Refused lines" className="max-h-[34vh] overflow-auto rounded-sm border border-line">
          <table className="w-full border-collapse text-left">
            <thead className="bg-sunken text-sm text-ink-3">
              <tr className="[&>th]:px-3 [&>th]:py-1 [&>th]:font-normal">
                <th className="w-[84px]">Line</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody>
              {refused.map(({ line, why }) => (
                <tr key={line} className="border-t border-line align-top [&>td]:px-3 [&>td]:py-1">
                  <td className="mono">{line.toLocaleString('en-US')}</td>
                  <td className="wrap-anywhere">{why}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {untold > 0 && <p className="text-ink-2">And {countInWords(untold, 'line')} more, not named here.</p>}
      {imported > 0 && (
        <p className="text-ink-2">
          They stand in the inbox by the time when they first came, and in the status they had.
        </p>
      )}
    </div>
  );
}
