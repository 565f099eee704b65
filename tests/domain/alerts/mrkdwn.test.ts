// Slack's markup as a tree: what is marked, what is a link, a date or a mention, and what stays text.
import { expect, test } from 'vitest';
import { buildLeadPost } from '#lib/domain/alerts/lead-post.ts';
import { readMrkdwn, type Inline } from '#lib/domain/alerts/mrkdwn.ts';

const parts = (text: string): Inline[] =>
  readMrkdwn(text).flatMap((block) => (block.kind === 'code_block' ? [] : block.parts));
const plain = (text: string) => ({ kind: 'text', text });

test('marks stand around words, also around links and one another', () => {
  expect(parts('*bold* _it_ ~no~')).toEqual([
    { kind: 'bold', parts: [plain('bold')] },
    plain(' '),
    { kind: 'italic', parts: [plain('it')] },
    plain(' '),
    { kind: 'strike', parts: [plain('no')] },
  ]);
  const link = { kind: 'link', url: 'https://x.example/a?b=1&c=2', text: 'A < B' };
  expect(parts('*<https://x.example/a?b=1&amp;c=2|A &lt; B>*')).toEqual([{ kind: 'bold', parts: [link] }]);
  expect(parts('~*x*~')).toEqual([{ kind: 'strike', parts: [{ kind: 'bold', parts: [plain('x')] }] }]);
});

test('signs within words mark nothing', () => {
  expect(parts('snake_case_name 2*3*4 a~b~c')).toEqual([plain('snake_case_name 2*3*4 a~b~c')]);
  expect(parts('* a * b')).toEqual([plain('* a * b')]);
});

test('code holds no marks, and loses its entities', () => {
  expect(parts('`*a* &lt;!channel&gt;`')).toEqual([{ kind: 'code', text: '*a* <!channel>' }]);
  expect(readMrkdwn('before\n```one\n*two* &amp;```\nafter')).toEqual([
    { kind: 'line', parts: [plain('before')] },
    { kind: 'code_block', text: 'one\n*two* &' },
    { kind: 'line', parts: [plain('after')] },
  ]);
});

test('dates, mentions, quotes and emoji', () => {
  expect(parts('<!date^1795255200^{date_short_pretty} {time}|then>')).toEqual([
    { kind: 'date', at: 1_795_255_200_000, format: '{date_short_pretty} {time}', text: 'then' },
  ]);
  expect(parts('<!date^never^{time}|then>')).toEqual([plain('then')]);
  expect(
    parts('<@U0123><!subteam^S0123><#C0123|ops><!here>').map((one) => ('text' in one ? one.text : '')),
  ).toEqual(['@U0123', '@S0123', 'ops', '@here']);
  expect(readMrkdwn('&gt; said')).toEqual([{ kind: 'quote', parts: [plain('said')] }]);
  expect(parts('💤 :nobody_knows:')).toEqual([plain('💤 :nobody_knows:')]);
});

test('only http addresses are links, and hostile text stays text', () => {
  expect(parts('<javascript:alert(1)|x>')).toEqual([plain('<javascript:alert(1)|x>')]);
  expect(parts('x \0 0 \0')).toEqual([plain('x \uFFFD 0 \uFFFD')]);
  expect(parts('<b>x</b>')).toEqual([plain('<b>'), plain('x'), plain('</b>')]);
  for (const text of ['```', '`', '<', '<>', '*', '<!date^|>', '***', '~_*', '<|>', ''])
    expect(() => readMrkdwn(text)).not.toThrow();
  const began = performance.now();
  readMrkdwn(` *a`.repeat(1000));
  readMrkdwn('`<'.repeat(1500));
  readMrkdwn('*_~ '.repeat(750));
  expect(performance.now() - began).toBeLessThan(1000);
});

test('a post of ours leaves no markup behind', () => {
  const at = new Date('2026-11-21T10:00:00Z');
  const { blocks } = buildLeadPost(
    {
      id: 'g',
      title: 'Card *declined* | <x>',
      sourceQueue: 'orders',
      reason: 'rejected',
      errorType: 'E',
      errorMessage: 'a `b` <c>',
      exchange: 'x',
      routingKey: 'k',
      deaths: 1,
      letterId: 'l',
      letters: 1,
      cameBack: 0,
      openLetters: 1,
      replaying: 0,
      isTaken: false,
      owner: { name: 'Ada', slackId: null },
      body: null,
      firstAt: at,
      lastAt: at,
      snoozed: null,
      done: null,
      before: null,
      after: null,
    },
    'https://lt.example',
    ['S0123'],
  );
  const [first] = blocks;
  const shown = first?.type === 'section' ? readMrkdwn(first.text.text) : [];
  expect(shown[0]).toMatchObject({ kind: 'line', parts: [{ kind: 'bold', parts: [{ kind: 'link' }] }] });
  expect(JSON.stringify(shown)).not.toMatch(/&lt;|<!|\|/);
});
