// What posts say, and that nothing from the wire can ping, format or overflow one.
import { describe, expect, it } from 'vitest';
import type { SlackPost } from '#lib/domain/alerts/blocks.ts';
import { buildLeadPost } from '#lib/domain/alerts/lead-post.ts';
import { buildReply, buildSharedPost } from '#lib/domain/alerts/other-posts.ts';
import type { ToldGroup } from '#lib/domain/alerts/told-group.ts';
import { findBlockFaults } from '#scripts/demo/slack/blocks.ts';
import { findPings } from '#scripts/demo/slack/mrkdwn.ts';
import { toldGroup } from '#tests/told-group.ts';

const url = 'https://letters.example.com';
const at = new Date('2026-11-21T09:00:00Z');

function wordsOf({ blocks }: SlackPost): string {
  return blocks
    .map((block) => {
      if (block.type === 'section') return block.text.text;
      if (block.type === 'context') return block.elements.map(({ text }) => text).join('\n');
      return block.elements.map(({ text }) => `[${text.text}]`).join(' ');
    })
    .join('\n');
}

function expectAcceptable(post: SlackPost): void {
  expect(findBlockFaults(post.blocks)).toEqual([]);
  expect(JSON.stringify(post.blocks).length).toBeLessThan(12_500);
  expect(post.text.length).toBeGreaterThan(0);
  expect(post.text.length).toBeLessThan(2000);
  expect(findPings(post.text, post.blocks, {})).toEqual([]);
}

const lead = (given: Partial<ToldGroup> = {}) => buildLeadPost(toldGroup(given), url);

describe('the post of a group', () => {
  it('says what failed, where, from where, when, how often it died, and links to the letter', () => {
    const post = lead({ owner: { name: 'Ada', slackId: 'U0ADA' } });
    const words = wordsOf(post);
    expect(words).toContain(
      `*<${url}/dead-letters/01939b2e-7c1a-7000-8000-000000000001|PaymentDeclined: card # was declined>*`,
    );
    expect(words).toContain('`orders.billing`  *Rejected by its consumer*');
    expect(words).toContain('shop.billing.PaymentDeclined: The card issuer declined 84.90 EUR');
    expect(words).toContain('`orders` → `order.placed`');
    expect(words).toContain('died 4 times');
    expect(words).toContain('2026-11-21 03:52:00 UTC');
    expect(words).toContain('owner `Ada`');
    expect(words).toContain('[Open] [Try again] [Discard] [I’m on it] [Snooze 1 h]');
    expectAcceptable(post);
  });

  it('with many letters says how many, since when, and leads to the group', () => {
    const words = wordsOf(lead({ letters: 1240, openLetters: 1200, cameBack: 3 }));
    expect(words).toContain('*1,240 letters* since');
    expect(words).toContain('1,200 open');
    expect(words).toContain('3 came back after a replay');
    expect(words).toContain(`<${url}/failure-groups/01939b2e-7c1a-7000-8000-00000000000a|`);
  });

  it('asks before what reaches other systems, and says what it will do', () => {
    const { blocks } = lead({ letters: 3, openLetters: 2 });
    const actions = blocks.find(({ type }) => type === 'actions');
    if (actions?.type !== 'actions') throw new Error('no buttons');
    const asking = actions.elements.filter(({ confirm }) => confirm !== undefined);
    expect(asking.map(({ action_id: id }) => id)).toEqual(['try_again', 'discard']);
    expect(asking[0]?.confirm?.text.text).toContain('Publishes 2 open letters of this group back');
  });

  it('mentions only whom its route names', () => {
    const post = buildLeadPost(toldGroup(), url, ['U0ADA0000']);
    expect(findPings(post.text, post.blocks, {})).toEqual(['U0ADA0000']);
    const team = buildLeadPost(toldGroup(), url, ['S0TEAM000']);
    expect(wordsOf(team)).toContain('<!subteam^S0TEAM000>');
  });

  it('strikes out what is done, and says what came of it, by whom and when; its buttons are gone', () => {
    const post = lead({ done: { how: 'replayed', by: 'Ada <!here>', at }, openLetters: 0 });
    expect(wordsOf(post)).toMatch(/^~<[^>]+>~\n/);
    expect(wordsOf(post)).toContain('*tried again* by `Ada &lt;!here&gt;`, ');
    expect(wordsOf(post)).not.toContain('[Try again]');
    expect(post.text).toMatch(/^✓ tried again: /);
    expectAcceptable(post);
  });

  it('says that it came back, and where that is told; the later post says from where', () => {
    const done = { how: 'replayed' as const, by: 'Ada', at };
    const after = { permalink: 'https://x.slack.com/p2', at: new Date(at.getTime() + 60_000) };
    const earlier = lead({ done, after });
    expect(wordsOf(earlier)).toContain('*came back*');
    expect(wordsOf(earlier)).toContain('<https://x.slack.com/p2|a later post>');
    const later = lead({ before: { permalink: 'https://x.slack.com/p1', done } });
    expect(wordsOf(later)).toContain('*Came back*: tried again');
    expect(wordsOf(later)).toContain('<https://x.slack.com/p1|an earlier post>');
  });

  it('says who is on it, who snoozed it, and what is on its way', () => {
    const owner = { name: 'Grace', slackId: null };
    const snoozed = { until: at, by: 'Grace' };
    const words = wordsOf(lead({ owner, isTaken: true, snoozed, replaying: 4, openLetters: 0, letters: 4 }));
    expect(words).toContain('`Grace` is on it');
    expect(words).toContain('snoozed until');
    expect(words).toContain('4 letters on the way back');
    expect(words).toContain('[Wake]');
    expect(words).not.toContain('[I’m on it]');
  });

  it('says what is unknown where x-death is missing', () => {
    const bare = { sourceQueue: null, exchange: null, routingKey: null, reason: null, deaths: 0 };
    const words = wordsOf(lead({ ...bare, errorType: null, errorMessage: null }));
    expect(words).toContain('Source queue unknown');
    expect(words).toContain('no x-death header');
    expect(words).toContain('origin unknown');
    expect(wordsOf(lead(bare))).toContain('Came without x-death');
  });

  it('shows the beginning of a body only where it is given one', () => {
    expect(wordsOf(lead({ body: '{"card":"4111"}' }))).toContain('```{"card":"4111"}```');
    expect(wordsOf(lead())).not.toContain('Body');
  });

  const hostile = [
    '<!channel>',
    '<!here|here>',
    '<@U012AB3CD>',
    '<!subteam^S1>',
    '@channel @here',
    '&lt;!channel&gt;',
    '<https://evil.example|Open>',
    '*~`_|>',
    '\u202E\u0000\u001B[31m\uD800',
  ];

  it.each(hostile)('pings nobody, links nowhere and formats nothing with %j in every field', (text) => {
    const names = { title: text, sourceQueue: text, exchange: text, routingKey: text, reason: text };
    const given = { ...names, errorType: text, errorMessage: `${text}\n${text}`, body: text };
    const owner = { name: text, slackId: null };
    for (const post of [
      lead({ ...given, owner }),
      lead({ ...given, owner, isTaken: true, snoozed: { until: at, by: text } }),
      lead({ ...given, done: { how: 'discarded', by: text, at } }),
      buildSharedPost({ groups: [toldGroup(given)], total: 1, isHeld: false }, url),
      buildReply([{ id: 'x', at, routingKey: text, errorType: text, errorMessage: text }], 1, url),
    ]) {
      expectAcceptable(post);
      for (const [, control] of wordsOf(post).matchAll(/<([^<>]*)>/g))
        expect(control).toMatch(/^(https:\/\/letters\.example\.com\/|!date\^)/);
    }
  });

  it('cuts a 40,000-character error and says how much was cut', () => {
    const post = lead({ errorType: null, errorMessage: '<&>'.repeat(13_334) });
    expect(wordsOf(post)).toMatch(/… 39,\d{3} more characters/);
    expectAcceptable(post);
  });

  it('stays acceptable when every field is as long as it can be', () => {
    const long = '&'.repeat(255);
    const names = { sourceQueue: long, exchange: long, routingKey: long, reason: long };
    const post = lead({
      ...names,
      title: '&😀'.repeat(2000),
      errorType: '&'.repeat(1024),
      errorMessage: '😀`'.repeat(20_000),
      body: '&'.repeat(600),
      owner: { name: long, slackId: null },
      isTaken: true,
      before: {
        permalink: `https://x.slack.com/${'a'.repeat(100)}`,
        done: { how: 'resolved', by: long, at },
      },
    });
    expectAcceptable(post);
  });
});

describe('a post of several groups', () => {
  it('lists them, most letters first, and strikes out what is done', () => {
    const groups = [
      toldGroup({ title: 'few', letters: 2 }),
      toldGroup({ title: 'many', letters: 900, done: { how: 'discarded', by: 'Ada', at } }),
    ];
    const words = wordsOf(buildSharedPost({ groups, total: 2, isHeld: false }, url));
    expect(words).toContain('*2 new failures, 902 letters*');
    expect(words.indexOf('many')).toBeLessThan(words.indexOf('few'));
    expect(words).toMatch(/~<[^>]+\|many>~/);
  });

  it('lists as many of 60 as fit and counts the rest', () => {
    const groups = Array.from({ length: 25 }, (_, index) =>
      toldGroup({ title: '€'.repeat(280), sourceQueue: `${'€'.repeat(180)}${index}` }),
    );
    const post = buildSharedPost({ groups, total: 60, isHeld: true }, url);
    expectAcceptable(post);
    const shown = wordsOf(post).match(/\|€/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(5);
    expect(wordsOf(post)).toContain(`and ${60 - shown} more groups`);
  });
});

it('in a post of several groups each has a menu of what one can do, but where it is done', () => {
  const groups = [
    toldGroup({ title: 'open' }),
    toldGroup({ title: 'over', done: { how: 'resolved', by: 'Ada', at } }),
  ];
  const { blocks } = buildSharedPost({ groups, total: 2, isHeld: false }, url);
  const menus = blocks.flatMap((block) =>
    block.type === 'section' && block.accessory ? [block.accessory] : [],
  );
  expect(menus).toHaveLength(1);
  expect(menus[0]!.options.map(({ value }) => value)).toContain(`try_again ${groups[0]!.id}`);
  expect(menus[0]!.confirm?.text.text).toContain('publishes 1 open letter');
});
