// Text that came over the wire, made safe for Slack; and why a letter died, in words.
import { describe, expect, it } from 'vitest';
import { codeBlock, codeSpan, plainLine } from '#lib/domain/escape-slack.ts';
import { durationInWords, reasonInWords } from '#lib/domain/reason.ts';

describe('foreign text', () => {
  it('shows control characters and bidi overrides instead of obeying them', () => {
    expect(codeSpan('a\0b\u001B[31m\u202Egpj.exe\u2066', 100)).toBe('`a␀b␛[31m\uFFFDgpj.exe\uFFFD`');
    expect(plainLine('a\u202Eb\nc', 100)).toBe('a\uFFFDb c');
  });

  it('cannot leave its code span or block', () => {
    expect(codeSpan('`*bold*` \n```', 100)).toBe('`ˋ*bold*ˋ  ⏎ ˋˋˋ`');
    expect(codeBlock('a\r\n```\n*b*', 100)).toBe('```a\nˋˋˋ\n*b*```');
  });

  it('keeps blank edges visible and never cuts a character in two', () => {
    expect(codeSpan(' q ', 100)).toBe('`␣q␣`');
    const cut = codeSpan('😀'.repeat(500), 200);
    expect(cut.length).toBeLessThanOrEqual(200);
    expect(cut).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });
});

describe('a reason in words', () => {
  it.each([
    ['rejected', 'Rejected by its consumer'],
    ['expired', 'No consumer took it in time'],
    ['maxlen', 'Its queue was full'],
    ['delivery_limit', 'Returned too often: delivery limit reached'],
    ['eaten', 'eaten'],
  ])('%s is "%s"', (reason, words) => {
    expect(reasonInWords({ reason, sourceQueue: 'q', deaths: 1 })).toBe(words);
  });

  it('names the time to live that ran out', () => {
    const expired = {
      reason: 'expired',
      sourceQueue: 'payment.done.shipping',
      originalExpirationMs: 60_000_000,
    };
    expect(reasonInWords(expired)).toBe('Nobody took it in 16 h 40 min');
    expect(durationInWords(4000)).toBe('4 s');
    expect(durationInWords(0)).toBe('0 ms');
  });

  it('says whether a header was missing', () => {
    expect(reasonInWords({ reason: null, sourceQueue: null })).toBe('Reason unknown: no x-death header');
    expect(reasonInWords({ reason: null, sourceQueue: 'q' })).toBe('Reason unknown');
  });
});
