// Threads, updates, words to one person, and whom a refusal of Slack blames: the real client against the stand-in.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildLeadPost } from '#lib/domain/alerts/lead-post.ts';
import { blameOf } from '#lib/outlets/slack-trouble.ts';
import { openSlack, type PostResult } from '#lib/outlets/slack.ts';
import { startSlack, type StandInSlack } from '#scripts/demo/slack/slack.ts';
import { toldGroup } from '#tests/told-group.ts';

const url = 'http://127.0.0.1:3000';
const post = buildLeadPost(toldGroup(), url);
let standIn: StandInSlack;
let now: number;

beforeEach(async () => {
  now = Date.now();
  const channels = ['other', { name: 'closed', isArchived: true }, { name: 'foreign', isMember: false }];
  standIn = await startSlack({ channels, now: () => now });
});
afterEach(() => standIn.stop());

const open = (timeoutMs = 2000) => openSlack({ token: standIn.token, apiUrl: standIn.url, timeoutMs });

async function posted(): Promise<Extract<PostResult, { kind: 'posted' }>> {
  const result = await open().post(standIn.channel, post);
  if (result.kind !== 'posted') throw new Error(JSON.stringify(result));
  now += 2000;
  return result;
}

const blame = (result: PostResult) => (result.kind === 'refused' ? blameOf(result.code) : result.kind);

describe('a post that stands', () => {
  it('is shown anew in its place, pings nobody again, and takes replies in its thread', async () => {
    const { ts, channel } = await posted();
    const done = { how: 'replayed' as const, by: 'Ada', at: new Date() };
    const anew = buildLeadPost(toldGroup({ done, openLetters: 0 }), url, ['U0ADA0000']);
    expect(await open().update(channel, ts, anew)).toMatchObject({ kind: 'posted', ts });
    const reply = await open().post(channel, { text: 'one more', blocks: [] }, ts);
    expect(reply).toMatchObject({ permalink: expect.stringContaining(`?thread_ts=${ts}&cid=${channel}`) });
    const [first, second] = standIn.thread(ts);
    expect(first).toMatchObject({ text: anew.text, versions: [{ text: post.text }], pings: [] });
    expect(second).toMatchObject({ text: 'one more', threadTs: ts });
  });

  it('has the permalink that chat.getPermalink gives', async () => {
    const { ts, channel, permalink } = await posted();
    const answer = await fetch(`${standIn.url}chat.getPermalink?channel=${channel}&message_ts=${ts}`, {
      headers: { authorization: `Bearer ${standIn.token}` },
    });
    expect(await answer.json()).toMatchObject({ ok: true, permalink });
  });

  it('that is gone, or was never there, is given up', async () => {
    const { channel } = await posted();
    expect(blame(await open().update(channel, '1.000001', post))).toBe('gone');
    expect(blame(await open().post(channel, post, '1.000001'))).toBe('gone');
  });

  it('is updated at most fifty times a minute: then Slack says how long to wait', async () => {
    const { ts, channel } = await posted();
    const results: PostResult[] = [];
    for (let call = 0; call < 51; call++) {
      now += 10;
      results.push(await open().update(channel, ts, { text: `version ${call}`, blocks: [] }));
    }
    expect(results.filter(({ kind }) => kind === 'posted')).toHaveLength(50);
    expect(results.at(-1)).toMatchObject({ kind: 'rate_limited', retryAfterMs: expect.any(Number) });
  });
});

it('what is for one person is seen by that person alone', async () => {
  const channel = standIn.channelId('dead-letters');
  expect(await open().tell(channel, 'U0ADA0000', { text: 'only you', blocks: [] })).toMatchObject({
    kind: 'posted',
  });
  expect(standIn.ephemerals('ada')).toMatchObject([{ text: 'only you' }]);
  expect(standIn.posts()).toEqual([]);
});

describe('a refusal blames', () => {
  it('the channel: it is not there, archived, or the app is not in it', async () => {
    for (const name of ['#nowhere', '#closed', '#foreign'])
      expect(blame(await open().post(name, post))).toBe('channel');
  });

  it('the app: its token is wrong or revoked', async () => {
    for (const outage of ['invalid_auth', 'token_revoked'] as const) {
      standIn.breakDown(outage);
      expect(blame(await open().post(standIn.channel, post))).toBe('app');
    }
  });

  it('the content: too long, or wrong blocks', async () => {
    expect(blame(await open().post(standIn.channel, { text: 'x'.repeat(40_001), blocks: [] }))).toBe(
      'content',
    );
    const section = {
      type: 'section' as const,
      text: { type: 'mrkdwn' as const, text: '', verbatim: true as const },
    };
    expect(blame(await open().post('#other', { text: 'x', blocks: [section] }))).toBe('content');
  });

  it('nobody, where Slack fails, never answers, is a proxy’s page, or says 429 in its body', async () => {
    standIn.meet('failing', 'timeout', 'html', 'ratelimited_body');
    const kinds: string[] = [];
    for (let call = 0; call < 4; call++) kinds.push((await open(300).post(standIn.channel, post)).kind);
    expect(kinds).toEqual(['unanswered', 'unanswered', 'unanswered', 'rate_limited']);
    expect(standIn.posts()).toEqual([]);
  });
});
