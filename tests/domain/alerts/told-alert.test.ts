// What an alert tells in every way out but Slack: its words, its cuts with a count, and text that can do no harm.
import { describe, expect, it } from 'vitest';
import { buildAlertMail } from '#lib/domain/alerts/alert-mail.ts';
import { isMailAddress } from '#lib/domain/alerts/mail-address.ts';
import { buildTeamsMessage } from '#lib/domain/alerts/teams-card.ts';
import {
  sayDone,
  sayError,
  sayFacts,
  sayHead,
  urlOfAlert,
  urlOfLetter,
} from '#lib/domain/alerts/told-alert.ts';
import { keepText, sayLine, sayLines } from '#lib/domain/alerts/told-text.ts';
import { buildWebhookBody } from '#lib/domain/alerts/webhook-body.ts';
import { alert, group, hostile, huge } from '#tests/outlets/told.ts';

const done = { by: 'Ada', at: '2026-11-21T05:00:00.000Z', how: 'replayed' } as const;

describe('foreign text', () => {
  it('is cut with a count of what was cut, in whole characters', () => {
    const long = 'x'.repeat(40_000);
    expect(sayLines(long, 2000)).toBe(`${'x'.repeat(2000)}\n… 38,000 more characters`);
    expect(sayLine(long, 2000)).toBe(`${'x'.repeat(2000)} … 38,000 more characters`);
    expect(keepText(long, 2000)).toBe(`${'x'.repeat(2000)}\n… 38,000 more characters`);
    expect(sayLine('💥'.repeat(10), 10)).toBe('💥'.repeat(10));
    expect(sayLine('💥'.repeat(11), 10)).toBe(`${'💥'.repeat(10)} … 1 more character`);
  });

  it('shows what would not be seen, and turns nothing around', () => {
    expect(sayLine('a\r\nb\u0000\u001B\u202Ec\u200B\uD800\t d\u2028e\u007F', 100)).toBe('a b␀␛�c�� d e␡');
    expect(sayLines('a\r\n\tb\rc\u0085d\n\n', 100)).toBe('a\n\tb\nc\nd');
    expect(sayLines(' \r\n ', 100)).toBe('');
  });

  it('is kept for programs as it came, but for NUL and lone surrogates', () => {
    expect(keepText('a\r\n\u0000\u202E\uDC00💥', 100)).toBe('a\r\n␀\u202E�💥');
  });
});

describe('an alert in words', () => {
  it('says what happened to one group by its title, to more by their number', () => {
    expect(sayHead({ ...alert, kind: 'came_back' })).toBe('Back again: PaymentDeclined: card <n> declined');
    expect(sayHead({ ...alert, moreGroups: 1200 })).toBe('Dead letters: 1,201 failure groups');
    expect(sayHead({ ...alert, kind: 'notice', groups: [] })).toBe('Notice');
  });

  it('says what is known of a group, and what is not', () => {
    expect(sayFacts(group).map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Source queue: orders.billing',
      'Reason: Rejected by its consumer',
      'Origin: orders → order.placed',
      'Letters: 1,204, 37 open',
      'Since: 2026-11-21 03:52:00 UTC',
      'Newest: 2026-11-21 04:10:12 UTC',
      'Owner: team-billing',
    ]);
    const bare = {
      ...group,
      sourceQueue: null,
      exchange: null,
      owner: null,
      openLetters: 0,
      lastAt: group.firstAt,
    };
    expect(sayFacts(bare).map(({ value }) => value)).toEqual([
      'unknown',
      'Rejected by its consumer',
      'unknown',
      '1,204, none open',
      '2026-11-21 03:52:00 UTC',
      'nobody',
    ]);
    expect(sayError({ ...group, errorType: null, errorMessage: ' ' }, 100)).toBe('');
    expect(sayDone(done)).toBe('Replayed by Ada, 2026-11-21 05:00:00 UTC');
  });

  it('leads to its group, or to all of them where there are more', () => {
    expect(urlOfAlert(alert)).toBe(`https://letters.example.com/failure-groups/${group.id}`);
    expect(urlOfAlert({ ...alert, moreGroups: 1 })).toBe('https://letters.example.com/failure-groups');
    expect(urlOfLetter({ ...alert, publicUrl: 'http://x/sub/' }, 'a/../b\uD800')).toBe(
      'http://x/sub/dead-letters/a%2F..%2Fb%EF%BF%BD',
    );
  });
});

describe('a card for Teams', () => {
  it('tells head, error, facts, who did what about it, and where to open it', () => {
    const told = { ...alert, channelNote: 'Told here for team-billing', groups: [{ ...group, done }] };
    const card = buildTeamsMessage(told).attachments[0]?.content;
    const lines = card?.body.map((one) =>
      'inlines' in one ? one.inlines.map(({ text }) => text).join('') : '',
    );
    expect(lines?.slice(0, 4)).toEqual([
      'Dead letters: PaymentDeclined: card <n> declined',
      'Told here for team-billing',
      'PaymentDeclined: card 4242 declined',
      'Source queue  orders.billing',
    ]);
    expect(lines?.at(-1)).toBe('Replayed by Ada, 2026-11-21 05:00:00 UTC');
    expect(card?.body[2]).toMatchObject({ inlines: [{ fontType: 'Monospace' }] });
    expect(card?.actions.map(({ title, url }) => `${title} ${url}`)).toEqual([
      `Open https://letters.example.com/failure-groups/${group.id}`,
      `Open the newest letter https://letters.example.com/dead-letters/${group.letterId}`,
    ]);
  });

  it('has foreign text where Markdown is not known, and neither mentions nor dates in it', () => {
    const json = JSON.stringify(buildTeamsMessage(hostile));
    expect(json).not.toMatch(/<\/?at\b/i);
    expect(json).not.toContain('{{');
    expect(json).not.toContain('"TextBlock"');
    expect(json).not.toContain('"FactSet"');
    // oxlint-disable-next-line no-control-regex -- that none is left is what is promised
    expect(json).not.toMatch(/[\u0000-\u001F\u202E]|\\u00|\\ud[89a-f]/i);
    expect(json).toContain('[click](https://evil.example)');
    expect(json).toContain('… 37,997 more characters');
  });

  it('leaves out groups that do not fit, and counts them', () => {
    const body = buildTeamsMessage(huge).attachments[0]?.content.body ?? [];
    const titles = body.filter((one) => 'separator' in one).length;
    expect(titles).toBeGreaterThan(0);
    expect(JSON.stringify(body)).toContain(`and ${57 - titles} more failure groups`);
  });
});

describe('a mail', () => {
  it('has a subject of one bounded line, whatever the title', () => {
    const { subject } = buildAlertMail(hostile, false);
    // oxlint-disable-next-line no-control-regex -- that none is left is what is promised
    expect(subject).not.toMatch(/[\u0000-\u001F\u007F\u202A-\u202E\p{Cs}]/u);
    expect(subject.length).toBeLessThan(180);
    expect(buildAlertMail({ ...alert, kind: 'closed' }, true).subject).toBe(
      `Re: ${buildAlertMail(alert, false).subject}`,
    );
    expect(
      buildAlertMail({ ...alert, kind: 'notice', groups: [], channelNote: 'The channel works' }, false)
        .subject,
    ).toBe('Notice: The channel works');
  });

  it('says the same in text and in HTML, with markup of ours alone', () => {
    const { text, html } = buildAlertMail(hostile, false);
    const tags = new Set([...html.matchAll(/<\/?([a-z!][\w]*)/gi)].map((match) => match[1]));
    expect([...tags].toSorted()).toEqual([
      '!doctype',
      'a',
      'body',
      'h1',
      'h2',
      'head',
      'html',
      'meta',
      'p',
      'pre',
      'strong',
      'table',
      'td',
      'title',
      'tr',
    ]);
    expect(
      [...html.matchAll(/href="([^"]*)"/g)].every((match) =>
        match[1]?.startsWith('https://letters.example.com/'),
      ),
    ).toBe(true);
    for (const { name } of sayFacts(group)) {
      expect(text).toContain(`${name}: `);
      expect(html).toContain(`>${name}<`);
    }
  });

  it('is bounded, and counts the groups that it leaves out', () => {
    const { text, html } = buildAlertMail(huge, false);
    expect(text.length + html.length).toBeLessThanOrEqual(200_000);
    expect(text).toMatch(/and \d+ more failure groups/);
  });
});

it('a webhook is told when it happened, under a type that its receiver can sort by', () => {
  expect(buildWebhookBody({ ...alert, kind: 'came_back' })).toMatchObject({
    type: 'letterthief.alert.came_back',
    timestamp: alert.at,
  });
});

it('an address is one that mail can go to, and nothing besides', () => {
  for (const good of ['a@b', 'ada.l+x@mail.example.com', 'bob@bücher.example', "o'neil@example.com"])
    expect(isMailAddress(good), good).toBe(true);
  for (const bad of [
    '',
    'a',
    '@b',
    'a@',
    'a@b@c',
    'a b@c',
    'a@b,c@d',
    'a@b\nc',
    '<a@b>',
    'a@-b',
    'a@b.',
    'ü@b',
    `a@${'b'.repeat(260)}`,
  ])
    expect(isMailAddress(bad), bad).toBe(false);
});

it('a card of one group fits into Teams, even were every name as long and as wide as can be', () => {
  const wide = '💥'.repeat(500);
  const names = {
    title: wide,
    sourceQueue: wide,
    reason: wide,
    exchange: wide,
    routingKey: wide,
    owner: wide,
  };
  const told = {
    ...alert,
    channelNote: wide,
    groups: [{ ...group, ...names, errorMessage: wide.repeat(20), done: { ...done, by: wide } }],
  };
  expect(Buffer.byteLength(JSON.stringify(JSON.stringify(buildTeamsMessage(told))))).toBeLessThan(28_672);
});
