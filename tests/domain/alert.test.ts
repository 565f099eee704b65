// What an alert says, and that nothing from the wire can ping, format or overflow a post.
import { describe, expect, it } from 'vitest';
import { buildAlertPost, buildFoldedPost, type AlertLetter, type AlertPost } from '#lib/domain/alert.ts';
import { codeBlock, codeSpan, plainLine } from '#lib/domain/escape-slack.ts';
import { durationInWords, reasonInWords } from '#lib/domain/reason.ts';
import { findBlockFaults } from '#scripts/demo/slack-blocks.ts';
import { findPings } from '#scripts/demo/slack-mrkdwn.ts';

const publicUrl = 'https://letters.example.com';

function letter(given: Partial<AlertLetter> = {}): AlertLetter {
  return {
    id: '01939b2e-7c1a-7000-8000-000000000001',
    deadLetterQueue: 'letterthief',
    sourceQueue: 'orders.billing',
    exchange: 'orders',
    routingKey: 'order.placed',
    reason: 'rejected',
    errorType: 'shop.billing.PaymentDeclinedException',
    errorMessage: 'The card issuer declined 84.90 EUR',
    deaths: 4,
    arrivedAt: '2026-11-21T03:52:00.000Z',
    ...given,
  };
}

function wordsOf(post: AlertPost): string {
  return post.blocks
    .map((block) => (block.type === 'section' ? block.text.text : block.elements[0]?.text))
    .join('\n');
}

function expectAcceptable(post: AlertPost): void {
  expect(findBlockFaults(post.blocks)).toEqual([]);
  expect(JSON.stringify(post.blocks).length).toBeLessThan(12_000);
  expect(post.text.length).toBeGreaterThan(0);
  expect(post.text.length).toBeLessThan(2000);
  expect(findPings(post.text, post.blocks, {})).toEqual([]);
}

describe('an alert for one letter', () => {
  it('says source queue, reason, error, origin, when, how often it died, and links to the letter', () => {
    const post = buildAlertPost(letter(), publicUrl);
    const words = wordsOf(post);
    expect(words).toContain('`orders.billing`');
    expect(words).toContain('Rejected by its consumer');
    expect(words).toContain('shop.billing.PaymentDeclinedException: The card issuer declined 84.90 EUR');
    expect(words).toContain('`orders` → `order.placed`');
    expect(words).toContain('died 4 times');
    expect(words).toContain('2026-11-21 03:52:00 UTC');
    expect(words).toContain(
      `<${publicUrl}/dead-letters/01939b2e-7c1a-7000-8000-000000000001|Open the letter>`,
    );
    expect(post.text).toContain('orders.billing');
    expectAcceptable(post);
  });

  it('says what is unknown where x-death is missing', () => {
    const bare = { sourceQueue: null, exchange: null, routingKey: null, reason: null, errorType: null };
    const post = buildAlertPost(letter({ ...bare, errorMessage: null, deaths: 0 }), publicUrl);
    expect(wordsOf(post)).toContain('Source queue unknown');
    expect(wordsOf(post)).toContain('no x-death header');
    expect(wordsOf(post)).toContain('origin unknown');
    expect(wordsOf(post)).not.toContain('died');
    expectAcceptable(post);
  });

  it('names the default exchange, and shows empty names as empty', () => {
    const post = buildAlertPost(
      letter({ exchange: '', routingKey: '', sourceQueue: '', errorMessage: '', errorType: '' }),
      publicUrl,
    );
    expect(wordsOf(post)).toContain('default exchange → _(empty)_');
    expectAcceptable(post);
  });

  it.each([
    '<!channel>',
    '<!here|here>',
    '<@U012AB3CD>',
    '<!subteam^S1>',
    '@channel @here',
    '&lt;!channel&gt;',
  ])('pings nobody with %s in every field', (text) => {
    const hostile = { sourceQueue: text, exchange: text, routingKey: text, reason: text, errorType: text };
    const post = buildAlertPost(
      letter({ ...hostile, deadLetterQueue: text, errorMessage: `${text}\n${text}` }),
      publicUrl,
    );
    expectAcceptable(post);
    expect(wordsOf(post)).not.toMatch(/<[!@](?!date\^)/);
  });

  it('cuts a 40,000-character error and says how much was cut', () => {
    const post = buildAlertPost(letter({ errorType: null, errorMessage: '<&>'.repeat(13_334) }), publicUrl);
    expect(wordsOf(post)).toMatch(/… 39,\d{3} more characters/);
    expectAcceptable(post);
  });

  it('stays acceptable when every field is as long as it can be', () => {
    const long = '&'.repeat(255);
    const post = buildAlertPost(
      letter({
        sourceQueue: long,
        exchange: long,
        routingKey: long,
        reason: long,
        deadLetterQueue: long,
        errorType: '&'.repeat(1024),
        errorMessage: '😀`'.repeat(20_000),
        arrivedAt: 'never',
      }),
      publicUrl,
    );
    expectAcceptable(post);
  });
});

describe('a folded post', () => {
  const queue = {
    sourceQueue: 'orders.billing',
    reason: 'rejected',
    errorType: null,
    errorMessage: 'Card declined',
    firstArrivedAt: '2026-11-21T03:52:00.000Z',
    lastArrivedAt: '2026-11-21T03:53:00.000Z',
  };

  it('lists source queues with counts, links and a sample, most letters first', () => {
    const queues = [
      { ...queue, count: 30 },
      { ...queue, sourceQueue: 'mail & more', errorMessage: null, reason: 'maxlen', count: 9970 },
    ];
    const words = wordsOf(buildFoldedPost({ total: 10_000, queues }, publicUrl));
    expect(words).toContain('*10,000 dead letters in 2 queues*');
    expect(words).toContain(`<${publicUrl}/dead-letters?queue=mail%20%26%20more|Show>`);
    expect(words).toContain(`<${publicUrl}/dead-letters?queue=orders.billing|Show>`);
    expect(words).toContain('Its queue was full');
    expect(words).toContain('`Card declined`');
    expect(words.indexOf('mail')).toBeLessThan(words.indexOf('orders.billing'));
  });

  it('lists as many of 60 queues as fit and counts the rest', () => {
    const queues = Array.from({ length: 60 }, (_, index) => ({
      ...queue,
      sourceQueue: `${'€'.repeat(80)}.${index}`,
      errorMessage: '<!channel>'.repeat(4000),
      count: 100 - index,
    }));
    const post = buildFoldedPost({ total: 9000, queues, queueCount: 72 }, publicUrl);
    expectAcceptable(post);
    const shown = wordsOf(post).match(/\|Show>/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(5);
    const listed = queues.slice(0, shown).reduce((sum, one) => sum + one.count, 0);
    expect(wordsOf(post)).toContain(
      `and ${72 - shown} more queues with ${(9000 - listed).toLocaleString('en-US')} letters`,
    );
  });

  it('links letters of no known queue to the inbox, and survives names that are no text', () => {
    const queues = [
      { ...queue, sourceQueue: null, count: 1 },
      { ...queue, sourceQueue: '\uD800|<>', count: 2 },
      { ...queue, sourceQueue: 'x'.repeat(40_000), count: 3 },
    ];
    const post = buildFoldedPost({ total: 6, queues }, publicUrl);
    expectAcceptable(post);
    expect(wordsOf(post)).toContain(`Source queue unknown  <${publicUrl}/dead-letters|Show>`);
    expect(wordsOf(post)).toContain('?queue=%EF%BF%BD%7C%3C%3E|Show>');
    expect(wordsOf(post)).toContain('and 1 more queue with 3 letters');
  });
});

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
