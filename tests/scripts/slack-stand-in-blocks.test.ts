// Block Kit's limits, as Slack documents them: each is refused one past, with a pointer to the fault.
import { describe, expect, it } from 'vitest';
import { startSlack } from '#scripts/demo/slack/slack.ts';
import { findBlockFaults } from '#scripts/demo/slack/blocks.ts';

type Json = Record<string, unknown>;

const long = (length: number) => 'x'.repeat(length);
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string, more: Json = {}) => ({ text: plain(value), value, ...more });
const options = (count: number) => Array.from({ length: count }, (_, at) => option(`o${at}`));
const actions = (...elements: Json[]) => ({ type: 'actions', elements });
const button = (more: Json) => ({ type: 'button', text: plain('Try again'), ...more });
const overflow = (more: Json) => ({ type: 'overflow', options: options(2), ...more });
const select = (more: Json) => ({ type: 'static_select', options: options(2), ...more });

/** Faults of one block, without the pointer to it. */
function faultsOf(block: Json): string[] {
  return findBlockFaults([block]).map((fault) => fault.replace('json-pointer:/blocks/0', ''));
}

describe('blocks', () => {
  it('are refused as invalid_blocks, with a pointer to each fault', async () => {
    const slack = await startSlack();
    const answer = await fetch(`${slack.url}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.token}` },
      body: JSON.stringify({
        channel: slack.channel,
        text: 'x',
        blocks: [
          { type: 'section', text: mrkdwn(long(3001)) },
          { type: 'header', text: plain(long(151)) },
          { type: 'header', text: mrkdwn('x') },
          { type: 'section' },
          { type: 'context', elements: Array.from({ length: 11 }, () => mrkdwn('x')) },
          { type: 'section', fields: [mrkdwn(long(2001)), ...Array.from({ length: 10 }, () => mrkdwn('x'))] },
          { type: 'section', text: mrkdwn(''), color: 'red' },
          { type: 'poll' },
        ],
      }),
    });
    await slack.stop();
    const faults = [
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
      'must be less than 151 characters [json-pointer:/blocks/1/text/text]',
      'unsupported type: mrkdwn [json-pointer:/blocks/2/text/type]',
      'must define either `text` or `fields` [json-pointer:/blocks/3/type]',
      'no more than 10 items allowed [json-pointer:/blocks/4/elements]',
      'no more than 10 items allowed [json-pointer:/blocks/5/fields]',
      'must be less than 2001 characters [json-pointer:/blocks/5/fields/0/text]',
      'invalid additional property: color [json-pointer:/blocks/6]',
      'must be more than 0 characters [json-pointer:/blocks/6/text/text]',
      'unsupported type: poll [json-pointer:/blocks/7/type]',
    ];
    expect(await answer.json()).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: faults,
      response_metadata: { messages: faults.map((fault) => `[ERROR] ${fault}`) },
    });
  });

  it('are at most 50, with block_ids that differ', () => {
    const divider = { type: 'divider' };
    expect(findBlockFaults(Array.from({ length: 50 }, () => divider))).toEqual([]);
    expect(findBlockFaults(Array.from({ length: 51 }, () => divider))).toEqual([
      'no more than 50 items allowed [json-pointer:/blocks]',
    ]);
    expect(
      findBlockFaults([
        { ...divider, block_id: 'a' },
        { ...divider, block_id: 'a' },
      ]),
    ).toEqual(['`block_id` already exists: a [json-pointer:/blocks/1/block_id]']);
  });

  it('hold at most 25 elements, with action_ids that differ within the block', () => {
    const many = Array.from({ length: 26 }, () => button({}));
    expect(faultsOf(actions(...many))).toEqual(['no more than 25 items allowed [/elements]']);
    const twice = actions(button({ action_id: 'a' }), overflow({ action_id: 'a' }));
    expect(faultsOf(twice)).toEqual(['`action_id` already exists: a [/elements/1/action_id]']);
    const apart = [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))];
    expect(findBlockFaults(apart)).toEqual([]);
  });
});

describe('elements', () => {
  const full = {
    text: plain(long(75)),
    action_id: long(255),
    value: long(2000),
    url: `https://e.example/${long(2982)}`,
    style: 'danger',
    accessibility_label: long(75),
  };

  it('may be as long as Slack allows, in a section and in actions', () => {
    for (const element of [
      button(full),
      overflow({ options: [...options(4), option(long(75), { url: full.url })] }),
      select({ options: options(100), placeholder: plain(long(150)), initial_option: option('o99') }),
    ]) {
      expect(faultsOf(actions(element))).toEqual([]);
      expect(faultsOf({ type: 'section', text: mrkdwn('x'), accessory: element })).toEqual([]);
    }
  });

  it.each([
    ['a button’s text', button({ text: plain(long(76)) }), 'must be less than 76 characters [/text/text]'],
    ['a button’s value', button({ value: long(2001) }), 'must be less than 2001 characters [/value]'],
    ['an action_id', button({ action_id: long(256) }), 'must be less than 256 characters [/action_id]'],
    ['a url', button({ url: `https://${long(2993)}` }), 'must be less than 3001 characters [/url]'],
    ['a url that runs', button({ url: 'javascript:alert(1)' }), 'must be a valid URL [/url]'],
    ['a style', button({ style: 'loud' }), 'must be a valid enum value [/style]'],
    [
      'a spoken label',
      button({ accessibility_label: long(76) }),
      'must be less than 76 characters [/accessibility_label]',
    ],
    ['an overflow of one', overflow({ options: options(1) }), 'no fewer than 2 items allowed [/options]'],
    ['an overflow of six', overflow({ options: options(6) }), 'no more than 5 items allowed [/options]'],
    [
      'an option’s words',
      overflow({ options: [option('a'), { text: plain(long(76)), value: 'b' }] }),
      'must be less than 76 characters [/options/1/text/text]',
    ],
    [
      'an option’s value',
      overflow({ options: [option('a'), { text: plain('b'), value: long(151) }] }),
      'must be less than 151 characters [/options/1/value]',
    ],
    [
      'an option’s mrkdwn',
      select({ options: [{ text: mrkdwn('a'), value: 'a' }] }),
      'unsupported type: mrkdwn [/options/0/text/type]',
    ],
    ['a select of 101', select({ options: options(101) }), 'no more than 100 items allowed [/options]'],
    [
      'a placeholder',
      select({ placeholder: plain(long(151)) }),
      'must be less than 151 characters [/placeholder/text]',
    ],
    [
      'an initial option of elsewhere',
      select({ initial_option: option('o9') }),
      'must exactly match one of the options [/initial_option]',
    ],
  ])('%s is refused', (_, element, fault) => {
    const bare = faultsOf({ type: 'section', text: mrkdwn('x'), accessory: element });
    expect(bare.map((one) => one.replace('[/accessory', '['))).toEqual([fault]);
  });

  it('ask first within bounds: title, text and the words of both buttons', () => {
    const confirm = { title: plain(long(100)), text: mrkdwn(long(300)), confirm: plain(long(30)) };
    const sure = { ...confirm, deny: plain(long(30)), style: 'danger' };
    for (const element of [button, overflow, select])
      expect(faultsOf(actions(element({ confirm: sure })))).toEqual([]);
    const wrong = { ...confirm, title: plain(long(101)), text: plain(long(301)), confirm: plain(long(31)) };
    expect(faultsOf(actions(button({ confirm: wrong })))).toEqual([
      'must be less than 101 characters [/elements/0/confirm/title/text]',
      'must be less than 301 characters [/elements/0/confirm/text/text]',
      'must be less than 31 characters [/elements/0/confirm/confirm/text]',
      'missing required field: deny [/elements/0/confirm]',
    ]);
  });
});
