// Stack traces of seven languages: errors with their calls and causes, and no line lost.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listErrors } from '#lib/domain/stack/error-chain.ts';
import { foldFrames, hasOwnFrame } from '#lib/domain/stack/fold.ts';
import { firstOwnFrame } from '#lib/domain/stack/own-frame.ts';
import { readStack } from '#lib/domain/stack/read-stack.ts';
import type { StackError } from '#lib/domain/stack/stack.ts';
import * as traces from './stack-traces.ts';

const fileName = (file: string | null) => file?.split(/[\\/]/).at(-1) ?? '-';

/** "how headline | function file:line, …", the outermost first, three calls of each; those of libraries in brackets. */
function outline(text: string): string[] {
  return listErrors(text).map(({ how, depth, headline, frames }) => {
    const calls = frames.slice(0, 3).map(({ function: called, file, line, isLibrary }) => {
      const short = `${called ?? '-'} ${fileName(file)}:${line ?? '-'}`;
      return isLibrary ? `(${short})` : short;
    });
    return `${'>'.repeat(depth)}${how ?? ''} ${headline.split('\n')[0]} | ${calls.join(', ')}`;
  });
}

function linesOf({ prefix, headline, frames, causes }: StackError): string[] {
  return [
    ...(prefix + headline).split('\n'),
    ...frames.flatMap(({ text }) => text.split('\n')),
    ...causes.flatMap(linesOf),
  ];
}

const said = (lines: string[]) => lines.filter((line) => line.trim() !== '').toSorted();

describe('each language', () => {
  test('Java: causes, what was suppressed, and a message of several lines', () => {
    expect(outline(traces.javaStack)).toEqual([
      ' java.lang.IllegalArgumentException: order 7 | com.shop.Main.main Main.java:15',
      '>cause java.lang.RuntimeException: billing failed | com.shop.Main.bill Main.java:11, com.shop.Main.lambda$main$0 Main.java:14, (java.util.stream.ReferencePipeline$3$1.accept ReferencePipeline.java:197)',
      '>>cause java.lang.IllegalStateException: 05 do not honour: | com.shop.Main$Acquirer.charge Main.java:6, com.shop.Main.bill Main.java:10',
      '>>>suppressed java.lang.UnsupportedOperationException: already closed | com.shop.Main$Acquirer.close Main.java:7',
    ]);
  });

  test('Logback: the root cause stands first in the text, last here', () => {
    expect(readStack(traces.logbackStack).isTurned).toBe(true);
    expect(outline(traces.logbackStack)).toEqual([
      ' java.lang.IllegalStateException: no stock | (com.shop.Listener$$SpringCGLIB$$0.handle -:-), com.shop.Listener.handle Listener.scala:12',
      '>cause java.sql.SQLException: lock wait timeout | (org.postgresql.core.v3.QueryExecutorImpl.execute QueryExecutorImpl.java:2713), com.shop.StockRepo.reserve StockRepo.kt:31',
    ]);
  });

  test('.NET: an inner error stands within its outer one', () => {
    expect(outline(traces.dotnetStack)).toEqual([
      ' System.InvalidOperationException: order 7 | (MassTransit.Middleware.X.Send -:-), (MassTransit.Z.Send[T] -:-)',
      '>cause Shop.DeclinedException: no | Shop.Billing.Bill Billing.cs:40',
      '>>cause System.IO.IOException: pipe | (System.Net.Sockets.Socket.Receive -:-), Shop.Acquirer.<Charge>d__1.MoveNext Acquirer.cs:12',
    ]);
    expect(outline(traces.aggregateStack)).toEqual([
      ' System.AggregateException: One or more errors occurred. (a) (b) | (System.Threading.Tasks.Task.Wait -:-)',
      '>cause System.Exception: a | Shop.A.Run A.cs:3',
      '>part (Inner Exception #1) System.Exception: b | Shop.B.Run B.cs:4',
    ]);
    expect(outline(traces.frameworkStack)).toEqual([
      ' System.Exception: outer | Shop.Outer.Run -:-',
      '>cause System.IO.IOException: inner | Shop.Inner.Run -:-',
    ]);
  });

  test('Node.js: causes as it shows them, indented, among the fields of the error', () => {
    expect(outline(traces.nodeStack)).toEqual([
      ' Error: order 7 failed | main a.mjs:5',
      '>cause CardDeclined: no | Acquirer.charge a.mjs:4, main a.mjs:5',
      '>>cause SyntaxError: Unexpected end of JSON input | (JSON.parse -:-), load a.mjs:3, Acquirer.charge a.mjs:4',
    ]);
  });

  test('Python: the error that was raised last comes first, and says that it was turned', () => {
    const { isTurned, newestCall, error } = readStack(traces.pythonStack);
    expect({ isTurned, newestCall }).toEqual({ isTurned: true, newestCall: 'last' });
    expect(error.frames.flatMap((one) => (one.kind === 'frame' ? [one.source] : []))).toEqual([
      'try: main()',
      '{}["order"]',
    ]);
    expect(outline(traces.pythonStack)).toEqual([
      " KeyError: 'order' | main a.py:13, <module> a.py:14",
      '>handled CardDeclined: no | charge a.py:8, main a.py:11',
      '>>cause json.decoder.JSONDecodeError: Expecting value: line 1 column 6 (char 5) | (raw_decode decoder.py:355), (decode decoder.py:337), (loads __init__.py:346)',
    ]);
  });

  test('Python: an exception group holds its parts', () => {
    expect(listErrors(traces.pythonGroup).map(({ how, depth }) => [how, depth])).toEqual([
      [null, 0],
      ['part', 1],
      ['part', 1],
    ]);
  });

  test('PHP: "Next" stands around what came before it; Laravel logs the cause behind', () => {
    expect(outline(traces.phpStack)).toEqual([
      ' RuntimeException: billing failed in /app/a.php:4 | Shop\\Billing->bill a.php:5, (Shop\\Billing::Shop\\{closure} -:-), array_map a.php:5',
      '>cause DomainException: 05 do not honour in /app/a.php:3 | Shop\\Acquirer->charge a.php:4, Shop\\Billing->bill a.php:5, (Shop\\Billing::Shop\\{closure} -:-)',
    ]);
    expect(listErrors(traces.laravelStack).map(({ how, frames }) => [how, frames.length])).toEqual([
      [null, 2],
      ['cause', 2],
    ]);
  });

  test('Ruby: the headline is a place itself, causes stand below', () => {
    expect(outline(traces.rubyStack)).toEqual([
      " a.rb:5:in `rescue in charge': no (Shop::Declined) | charge a.rb:5, block in bill a.rb:7, each a.rb:7",
      ">cause /usr/lib/ruby/3.1.0/json/common.rb:216:in `parse': 859: unexpected token at '{\"a\":' (JSON::ParserError) | (parse common.rb:216), charge a.rb:5, block in bill a.rb:7",
    ]);
    const newer = listErrors("Declined: no\n    from a.rb:5:in 'Shop#charge'");
    expect(newer[0]?.frames[0]?.function).toBe('Shop#charge');
  });

  test('Go: a call is two lines', () => {
    expect(outline(traces.goStack)).toEqual([
      ' panic: boom | main.(*Acquirer).Charge acquirer.go:12, (net/http.HandlerFunc.ServeHTTP server.go:2136), main.main main.go:8',
    ]);
  });

  test('text without a call stays text', () => {
    expect(readStack('no stock\nfor A-1')).toMatchObject({ language: null, error: { headline: 'no stock' } });
  });
});

describe('own calls', () => {
  test('the first own one is where it went wrong, not where it was wrapped', () => {
    const found = Object.entries(traces).map(([name, text]) => {
      const own = firstOwnFrame(text);
      return `${name}: ${own?.function} ${fileName(own?.file ?? null)}:${own?.line}`;
    });
    expect(found.toSorted()).toEqual([
      'aggregateStack: Shop.A.Run A.cs:3',
      'dotnetStack: Shop.Acquirer.<Charge>d__1.MoveNext Acquirer.cs:12',
      'frameworkStack: Shop.Inner.Run -:null',
      'goStack: main.(*Acquirer).Charge acquirer.go:12',
      'javaStack: com.shop.Main$Acquirer.charge Main.java:6',
      'laravelStack: App\\Stock->reserve Stock.php:7',
      'logbackStack: com.shop.StockRepo.reserve StockRepo.kt:31',
      'nodeStack: load a.mjs:3',
      'phpStack: Shop\\Acquirer->charge a.php:3',
      'pythonGroup: <module> a.py:20',
      'pythonStack: load a.py:3',
      'rubyStack: charge a.rb:5',
    ]);
    expect(firstOwnFrame('nothing here')).toBeNull();
  });

  test('library calls that follow one another fold, unless there is nothing else', () => {
    const fold = (...lines: string[]) => {
      const stack = readStack(['E: no', ...lines].join('\n'));
      return foldFrames(stack.error, hasOwnFrame(stack)).map(({ kind }) => kind);
    };
    const libraries = ['\tat java.base/java.X.y(X.java:1)', '\tat org.springframework.Z.z(Z.java:2)'];
    expect(fold('\tat com.shop.A.b(A.java:1)', ...libraries)).toEqual(['frame', 'library']);
    expect(fold(...libraries)).toEqual(['frame', 'frame']);
    const between = [
      ...libraries,
      '--- restored ---',
      ...libraries,
      '\t... 12 more',
      '\tat com.shop.A.b(A.java:1)',
    ];
    expect(fold(...between)).toEqual(['library', 'text', 'frame']);
  });
});

describe('whatever comes', () => {
  const known = Object.values(traces).flatMap((text) => text.split('\n'));
  const line = fc.oneof(fc.string(), fc.constantFrom(...known));
  // n.b. .NET Framework writes several headlines in one line.
  const isOneLine = (text: string) => !text.slice(1).includes(' ---> ');

  test('no line of a known trace is lost', () => {
    for (const [name, text] of Object.entries(traces).filter((one) => isOneLine(one[1].split('\n')[0]!)))
      expect(said(linesOf(readStack(text).error)), name).toEqual(said(text.split('\n')));
  });

  test('no line is lost, and none is doubled', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const text = lines.filter(isOneLine).join('\n');
        expect(said(linesOf(readStack(text).error))).toEqual(said(text.trimEnd().split(/\r?\n/)));
        firstOwnFrame(text);
      }),
      { numRuns: 400 },
    );
  });

  test('frames and causes are bounded, the rest is text', () => {
    const calls = Array.from({ length: 3000 }, (_, at) => `\tat com.shop.A.b(A.java:${at})`).join('\n');
    const { frames } = readStack(`E: no\n${calls}`).error;
    expect(frames.filter(({ kind }) => kind === 'frame').length).toBe(2000);
    expect(frames.length).toBe(2001);
    expect(listErrors(`E: no\n${calls}`)[0]).toMatchObject({ hasMore: true, frames: { length: 200 } });
    const causes = Array.from({ length: 100 }, () => 'Caused by: E: no\n\tat com.shop.A.b(A.java:1)');
    expect(listErrors(['E: no', ...causes].join('\n')).length).toBe(21);
  });
});
