// Replay runs: a plan freezes its set and changes nothing; a run feeds it, and every letter's outcome is counted once.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Visitor } from '#lib/domain/actor.ts';
import { runRequest, type RunRequest } from '#lib/domain/run-request.ts';
import { runWhys } from '#lib/domain/run-words.ts';
import { listDeadLetters, readDeadLetter } from '#lib/store/dead-letters.ts';
import { discardLetters } from '#lib/store/letter-status.ts';
import { claimReplays, readClaimed, releaseClaimed } from '#lib/store/replay-claims.ts';
import { moveReplays, type Settlement } from '#lib/store/replay-work.ts';
import { requestReplays } from '#lib/store/replays.ts';
import { listDueRuns, stepRun } from '#lib/store/run-feed.ts';
import { cancelRun, changeRunRate, pauseRun, resumeRun, startRun } from '#lib/store/run-moves.ts';
import { planRun } from '#lib/store/run-plan.ts';
import { forgetOldPlans, listRunLetters, listRuns, readRun } from '#lib/store/runs.ts';
import { makeDatabase, type TestDatabase } from '#tests/database.ts';
import {
  deathIn,
  delivery,
  openTestSession,
  person,
  text,
  worker,
  type TestSession,
} from '#tests/letters.ts';
import { joinBytes } from '#tests/wire.ts';

let database: TestDatabase;
let session: TestSession;
beforeAll(async () => {
  database = await makeDatabase();
  session = await openTestSession();
});
afterAll(() => database.drop());
beforeEach(() => database.query('TRUNCATE replay_run, run_letter, replay, dead_letter CASCADE'));

/** Newest last. */
async function letters(count: number, told: Parameters<typeof delivery>[0] = {}): Promise<string[]> {
  await session.store(...Array.from({ length: count }, () => delivery(told)));
  return (await listDeadLetters(person, { limit: count })).items.map(({ id }) => id).toReversed();
}

const ask = (given: Partial<RunRequest>): RunRequest =>
  runRequest.parse({ to: { kind: 'origin' }, rate: 'unlimited', ...given });
const plan = (given: Partial<RunRequest>, actor: Visitor = person) =>
  planRun(actor, ask(given), { needsReason: false });
const begin = async (given: Partial<RunRequest>) => startRun(person, (await plan(given)).id);
const step = (id: string) => stepRun(worker, session.workerId, id);

/** Publishes what is fed, as a worker does; each by its own outcome. Gives the letters, in the order in which they were claimed. */
async function publish(outcomeOf: (letterId: string) => Settlement['stage'] = () => 'confirmed') {
  const claimed = await claimReplays(worker, session.workerId, 1000, { maxEach: 0, maxBytes: 0 });
  await moveReplays(worker, session.workerId, { settle: [], publish: claimed.map(({ id }) => id) });
  const settle = claimed.map(({ id, deadLetterId }) => ({
    id,
    deadLetterId,
    stage: outcomeOf(deadLetterId),
    detail: null,
    dropped: [],
  }));
  await moveReplays(worker, session.workerId, { settle, publish: [] });
  return claimed.map(({ deadLetterId }) => deadLetterId);
}

/** Until nothing is due any more. What a rate or a key waits for takes its time: no count of steps bounds it. */
async function carryOut(id: string, outcomeOf?: Parameters<typeof publish>[0]): Promise<string[]> {
  const sent: string[] = [];
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(5)) {
    await step(id);
    sent.push(...(await publish(outcomeOf)));
    if (!(await listDueRuns(worker, session.workerId)).includes(id)) return sent;
  }
  throw new Error('the run does not end');
}

const counts = async (id: string) => {
  const { letters: told } = await readRun(person, id);
  return Object.fromEntries(Object.entries(told).filter(([, many]) => many > 0));
};

describe('a plan', () => {
  test('freezes the set, says what would come of it, and changes no letter', async () => {
    const billing = await letters(3);
    const [odd] = await letters(1, { headers: null });
    const [gone] = await letters(1);
    await discardLetters(person, { deadLetterIds: [gone!] });
    const before = await database.query('SELECT * FROM dead_letter ORDER BY id');
    const run = await plan({ filter: {}, rate: 2 });
    await letters(2);
    expect(run).toMatchObject({ state: 'planned', letters: { total: 5, waiting: 3, leftOut: 2 } });
    expect(run.plan).toMatchObject({
      letters: 3,
      queues: [{ queue: 'orders.billing', letters: 3 }],
      destinations: [{ exchange: 'orders', routingKey: 'order.placed', letters: 3 }],
      seconds: 1.5,
      reach: null,
    });
    expect(new Set(run.plan.leftOut)).toEqual(
      new Set([
        { why: runWhys.discarded, letters: 1 },
        { why: runWhys.noOrigin, letters: 1 },
      ]),
    );
    expect(await database.query('SELECT * FROM dead_letter ORDER BY id LIMIT 5')).toEqual(before);
    expect(await database.query('SELECT 1 FROM replay')).toEqual([]);
    const left = await listRunLetters(person, run.id, { outcome: 'left_out', limit: 10 });
    expect(left.items.map(({ deadLetterId, detail }) => [deadLetterId, detail])).toEqual([
      [odd, runWhys.noOrigin],
      [gone, runWhys.discarded],
    ]);
    await startRun(person, run.id);
    expect((await carryOut(run.id)).toSorted()).toEqual(billing);
    expect(await counts(run.id)).toEqual({ total: 5, confirmed: 3, leftOut: 2 });
    expect((await readRun(person, run.id)).state).toBe('done');
  });

  test('a filter that matches nothing is a conflict, and so is a start of one where none can go', async () => {
    await expect(plan({ filter: { queue: 'nothing' } })).rejects.toMatchObject({ code: 'conflict' });
    const [id] = await letters(1, { headers: null });
    const run = await plan({ deadLetterIds: [id!] });
    await expect(startRun(person, run.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('it wants a reason where that is required', async () => {
    await letters(1);
    await expect(planRun(person, ask({ filter: {} }), { needsReason: true })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { field: 'reason' },
    });
    const run = await planRun(person, ask({ filter: {}, reason: 'deployed' }), { needsReason: true });
    expect(run.reason).toBe('deployed');
  });

  test('whoever acts on some queues plans their letters alone, and others see nothing of it', async () => {
    await letters(2);
    const [other] = await letters(1, { headers: deathIn('payments') });
    const billing: Visitor = { ...person, id: 'b', role: 'operator', actQueues: ['orders.*'] };
    const run = await plan({ filter: {} }, billing);
    expect(run.plan).toMatchObject({ letters: 2, notYours: 1 });
    await expect(plan({ deadLetterIds: [other!] }, billing)).rejects.toMatchObject({ code: 'forbidden' });
    const payments: Visitor = { ...billing, seeQueues: ['payments'], actQueues: ['payments'] };
    await expect(readRun(payments, run.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(startRun(payments, run.id)).rejects.toMatchObject({ code: 'not_found' });
    expect((await listRuns(payments, { limit: 10 })).items).toEqual([]);
    await expect(plan({ deadLetterIds: [(await letters(1))[0]!] }, payments)).rejects.toMatchObject({
      code: 'not_found',
    });
    const onlooker: Visitor = { ...billing, actQueues: ['payments'] };
    await expect(startRun(onlooker, run.id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(startRun({ ...billing, role: 'viewer' }, run.id)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('of many queues names most, tells the number of the others, and counts all', async () => {
    const many = Array.from({ length: 40 }, (_, at) => `queue.${at}`);
    for (const queue of [...many, 'queue.7']) await letters(1, { headers: deathIn(queue) });
    const run = await plan({ filter: {}, to: { kind: 'queue' } });
    expect(run.plan).toMatchObject({ letters: 41, moreQueues: 10, moreDestinations: 10 });
    expect(run.plan.queues).toHaveLength(30);
    expect(run.plan.queues[0]).toEqual({ queue: 'queue.7', letters: 2 });
    expect(run.plan.destinations[0]).toEqual({ exchange: '', routingKey: 'queue.7', letters: 2 });
    const seesOne: Visitor = { ...person, role: 'operator', seeQueues: ['*', '-queue.39'] };
    await expect(readRun(seesOne, run.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('one that nobody started is forgotten after a day', async () => {
    await letters(1);
    const run = await plan({ filter: {} });
    await database.query(`UPDATE replay_run SET planned_at = now() - interval '25 hours'`);
    await forgetOldPlans(worker);
    await expect(readRun(person, run.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await database.query('SELECT 1 FROM run_letter')).toEqual([]);
  });
});

describe('a run', () => {
  test('leaves out, counts and names what was discarded, replayed or taken meanwhile', async () => {
    const [discarded, replayed, taken, failed, plain] = await letters(5);
    const run = await plan({ filter: {} });
    await discardLetters(person, { deadLetterIds: [discarded!] });
    const to = { kind: 'origin' } as const;
    await requestReplays(person, { deadLetterIds: [replayed!, failed!], to });
    await publish((id) => (id === replayed ? 'confirmed' : 'returned'));
    await requestReplays(person, { deadLetterIds: [taken!], to });
    await startRun(person, run.id);
    await step(run.id);
    expect((await readRun(person, run.id)).leftOut.toSorted((a, b) => (a.why < b.why ? -1 : 1))).toEqual([
      { why: runWhys.underWay, letters: 1 },
      { why: runWhys.discarded, letters: 1 },
      { why: runWhys.replayed, letters: 1 },
    ]);
    await publish();
    await carryOut(run.id);
    const confirmed = await listRunLetters(person, run.id, { outcome: 'confirmed', limit: 10 });
    expect(confirmed.items.map(({ deadLetterId }) => deadLetterId)).toEqual([failed, plain]);
  });

  test('letters replayed before, or with an unknown outcome, go only where that was chosen', async () => {
    const [replayed, unknown] = await letters(2);
    const to = { kind: 'origin' } as const;
    await requestReplays(person, { deadLetterIds: [replayed!, unknown!], to });
    await publish((id) => (id === replayed ? 'confirmed' : 'unknown'));
    expect((await plan({ filter: {} })).plan.letters).toBe(0);
    const run = await begin({ filter: {}, includeReplayed: true, includeUnknown: true });
    expect(run.plan).toMatchObject({ letters: 2, perhapsTwice: 1 });
    expect((await carryOut(run.id)).toSorted()).toEqual([replayed, unknown]);
  });

  test('a second start is a conflict, and of two at once one wins', async () => {
    await letters(1);
    const run = await plan({ filter: {} });
    const starts = await Promise.allSettled([startRun(person, run.id), startRun(person, run.id)]);
    expect(starts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(startRun(person, run.id)).rejects.toMatchObject({
      code: 'conflict',
      details: { state: 'running' },
    });
  });

  test('two workers that step at once feed each letter once', async () => {
    const ids = await letters(60);
    const run = await begin({ filter: {} });
    const other = await openTestSession();
    await Promise.all(
      [session, other, session, other].map(({ workerId }) => stepRun(worker, workerId, run.id)),
    );
    const fed = await database.query<{ n: number }>(
      'SELECT count(DISTINCT dead_letter_id)::int AS n FROM replay',
    );
    expect(fed[0]!.n).toBe(ids.length);
    expect(await database.query('SELECT 1 FROM replay')).toHaveLength(ids.length);
    expect(await listDueRuns(worker, other.workerId)).toHaveLength(
      1 - (await listDueRuns(worker, session.workerId)).length,
    );
  });

  test('paused it feeds nothing; resumed it goes on; cancelled while paused it is over', async () => {
    await letters(30);
    const run = await begin({ filter: {}, rate: 10 });
    await step(run.id);
    await pauseRun(person, run.id);
    await step(run.id);
    expect(await counts(run.id)).toEqual({ total: 30, waiting: 30 });
    expect(await database.query('SELECT 1 FROM replay')).toEqual([]);
    expect(await listDueRuns(worker, session.workerId)).toEqual([]);
    await expect(pauseRun(person, run.id)).rejects.toMatchObject({ code: 'conflict' });
    await resumeRun(person, run.id);
    await changeRunRate(person, run.id, 'unlimited');
    await step(run.id);
    expect((await readRun(person, run.id)).letters.underWay).toBe(30);
    const [held] = await claimReplays(worker, session.workerId, 1, { maxEach: 0, maxBytes: 0 });
    await moveReplays(worker, session.workerId, { settle: [], publish: [held!.id] });
    await pauseRun(person, run.id);
    expect(await counts(run.id)).toEqual({ total: 30, underWay: 1, waiting: 29 });
    const settle = { id: held!.id, deadLetterId: held!.deadLetterId, detail: null, dropped: [] };
    await moveReplays(worker, session.workerId, { settle: [{ ...settle, stage: 'confirmed' }], publish: [] });
    await resumeRun(person, run.id);
    await step(run.id);
    expect(await counts(run.id)).toEqual({ total: 30, confirmed: 1, underWay: 29 });
    await pauseRun(person, run.id);
    await cancelRun(person, run.id);
    await step(run.id);
    expect(await counts(run.id)).toEqual({ total: 30, confirmed: 1, waiting: 29 });
    for (const move of [startRun, pauseRun, resumeRun, cancelRun])
      await expect(move(person, run.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('what is settled is counted before its run’s next step, after it, and once', async () => {
    const ids = await letters(30);
    const run = await begin({ filter: {} });
    await step(run.id);
    await publish((id) => (id === ids[3] ? 'returned' : 'confirmed'));
    const told = { total: 30, confirmed: 29, returned: 1 };
    expect(await counts(run.id)).toEqual(told);
    await step(run.id);
    expect(await counts(run.id)).toEqual(told);
    await carryOut(run.id);
    expect(await counts(run.id)).toEqual(told);
    const returned = await listRunLetters(person, run.id, { outcome: 'returned', limit: 10 });
    expect(returned.items.map(({ deadLetterId }) => deadLetterId)).toEqual([ids[3]]);
  });

  test('what is claimed as it is made is its feeder’s, up to as many as it wants, in order; given back, any worker’s', async () => {
    const ids = await letters(30);
    const run = await begin({ filter: {} });
    const made = await stepRun(worker, session.workerId, run.id, 10);
    const sizes = { maxEach: 10_000, maxBytes: 1_000_000 };
    const own = await readClaimed(worker, session.workerId, made!.claimed, sizes);
    expect(own.map(({ deadLetterId }) => deadLetterId)).toEqual(ids.slice(0, 10));
    expect(own.every(({ content }) => content !== null)).toBe(true);
    const { workerId } = await openTestSession();
    expect(await readClaimed(worker, workerId, made!.claimed, sizes)).toEqual([]);
    const others = await claimReplays(worker, workerId, 100, sizes);
    expect(others.map(({ deadLetterId }) => deadLetterId)).toEqual(ids.slice(10));
    const [first, ...rest] = made!.claimed;
    await releaseClaimed(worker, workerId, made!.claimed);
    expect(await claimReplays(worker, workerId, 100, sizes)).toEqual([]);
    await releaseClaimed(worker, session.workerId, rest);
    expect(await claimReplays(worker, workerId, 100, sizes)).toHaveLength(9);
    const marked = await moveReplays(worker, session.workerId, { settle: [], publish: made!.claimed });
    expect([...marked.marked]).toEqual([first]);
  });

  test('a pause takes back what its feeder claimed; resumed, only those go that did not', async () => {
    const ids = await letters(40);
    const run = await begin({ filter: {} });
    const { claimed } = (await stepRun(worker, session.workerId, run.id, 40))!;
    const own = await readClaimed(worker, session.workerId, claimed, { maxEach: 0, maxBytes: 0 });
    const gone = own.filter((_, at) => at % 3 === 0);
    await moveReplays(worker, session.workerId, { settle: [], publish: gone.map(({ id }) => id) });
    await pauseRun(person, run.id);
    expect(await counts(run.id)).toEqual({ total: 40, underWay: 14, waiting: 26 });
    await resumeRun(person, run.id);
    const settled = { stage: 'confirmed', detail: null, dropped: [] } as const;
    const settle = gone.map(({ id, deadLetterId }) => ({ id, deadLetterId, ...settled }));
    await moveReplays(worker, session.workerId, { settle, publish: [] });
    expect(await carryOut(run.id)).toEqual(ids.filter((_, at) => at % 3 !== 0));
    expect(await counts(run.id)).toEqual({ total: 40, confirmed: 40 });
    expect(await database.query('SELECT 1 FROM replay')).toHaveLength(40);
  });

  test('what is called off stands as it stood, and a worker that holds it may not publish it', async () => {
    const [open, unknown, replayed] = await letters(3);
    const to = { kind: 'origin' } as const;
    await requestReplays(person, { deadLetterIds: [unknown!, replayed!], to });
    await publish((id) => (id === unknown ? 'unknown' : 'confirmed'));
    const run = await begin({ filter: {}, includeReplayed: true, includeUnknown: true });
    await step(run.id);
    const [held] = await claimReplays(worker, session.workerId, 1, { maxEach: 0, maxBytes: 0 });
    await cancelRun(person, run.id);
    const ours = await moveReplays(worker, session.workerId, { settle: [], publish: [held!.id] });
    expect(ours.marked.size).toBe(0);
    const stands = async (id: string) => {
      const { status, lastOutcome } = await readDeadLetter(person, id);
      return [status, lastOutcome];
    };
    expect([await stands(open!), await stands(unknown!), await stands(replayed!)]).toEqual([
      ['open', null],
      ['open', 'unknown'],
      ['replayed', 'confirmed'],
    ]);
    await step(run.id);
    expect(await listDueRuns(worker, session.workerId)).toEqual([]);
    expect(await counts(run.id)).toEqual({ total: 3, cancelled: 3 });
  });

  test('a worker that takes over sends no burst', async () => {
    await letters(40);
    const run = await begin({ filter: {}, rate: 10 });
    await step(run.id);
    await database.query(
      `UPDATE replay_run SET lease_until = now() - interval '1 s', tokens_at = now() - interval '1 h'`,
    );
    const other = await openTestSession();
    await stepRun(worker, other.workerId, run.id);
    expect((await readRun(person, run.id)).letters.underWay).toBeLessThanOrEqual(5);
  });
});

describe('in order', () => {
  const ofCustomer = (customer: string) => joinBytes(text('customer', customer), deathIn('orders.billing'));

  test('by key: the next of a key goes when its previous one was confirmed, and after one that was not none goes', async () => {
    const names = ['a', 'b', 'a', 'c', 'b', 'a', 'b'];
    const ids: string[] = [];
    for (const name of names) ids.push(...(await letters(1, { headers: ofCustomer(name) })));
    const [none] = await letters(1);
    const run = await begin({ filter: {}, order: { key: 'header.customer', afterSeconds: 0 } });
    for (let steps = 0; steps < 3; steps++) await step(run.id);
    const at = (...places: number[]) => places.map((place) => ids[place]);
    expect(await publish()).toEqual([...at(0, 1, 3), none]);
    await step(run.id);
    expect(await publish((id) => (id === ids[4] ? 'nacked' : 'confirmed'))).toEqual(at(2, 4));
    await step(run.id);
    expect(await publish()).toEqual(at(5));
    await carryOut(run.id);
    expect(await counts(run.id)).toEqual({ total: 8, confirmed: 6, nacked: 1, leftOut: 1 });
    expect((await readRun(person, run.id)).leftOut).toEqual([{ why: runWhys.held, letters: 1 }]);
  });

  test('by key: the next one waits as long as was asked', async () => {
    for (let at = 0; at < 2; at++) await letters(1, { body: '{"order":{"id":7}}' });
    const run = await begin({ filter: {}, order: { key: 'body.order.id', afterSeconds: 3600 } });
    for (let steps = 0; steps < 4; steps++) {
      await step(run.id);
      await publish();
    }
    expect(await counts(run.id)).toEqual({ total: 2, confirmed: 1, waiting: 1 });
    await database.query(`UPDATE run_letter SET due_at = due_at - interval '1 h'`);
    await carryOut(run.id);
    expect(await counts(run.id)).toEqual({ total: 2, confirmed: 2 });
  });

  test('original: by the time of the first death, however they arrived', async () => {
    const [late] = await letters(1, { headers: deathIn('orders.billing') });
    const [none] = await letters(1, { headers: null });
    const run = await begin({
      filter: {},
      order: 'original',
      to: { kind: 'exchange', exchange: 'x', routingKey: '' },
    });
    const sent: string[] = [];
    for (let steps = 0; steps < 4; steps++) {
      await step(run.id);
      sent.push(...(await publish()));
    }
    expect(sent).toEqual([late, none]);
    const page = await listRunLetters(person, run.id, { limit: 1 });
    expect(page.items[0]).toMatchObject({ position: 1, deadLetterId: late });
    const rest = await listRunLetters(person, run.id, { limit: 1, cursor: page.nextCursor! });
    expect(rest.items[0]).toMatchObject({ position: 2, deadLetterId: none });
  });
});

describe('by itself', () => {
  const cameBack = async (letterId: string) => {
    const { replays } = await readDeadLetter(person, letterId);
    const headers = joinBytes(text('x-letterthief-replay-id', replays[0]!.id), deathIn('orders.billing'));
    await session.store(delivery({ headers }));
  };
  const countAgain = () => database.query(`UPDATE replay_run SET came_back_at = NULL`);

  test('a canary sends the first ones, waits, and pauses when too many came back', async () => {
    const ids = await letters(20);
    const canary = { count: 4, waitSeconds: 3600, maxCameBackPercent: 25 };
    const run = await begin({ deadLetterIds: ids, canary });
    await step(run.id);
    expect(await publish()).toEqual(ids.slice(0, 4));
    await step(run.id);
    await step(run.id);
    expect(await publish()).toEqual([]);
    expect((await readRun(person, run.id)).canary).toMatchObject({ state: 'waiting' });
    for (const id of ids.slice(0, 2)) await cameBack(id);
    await countAgain();
    await step(run.id);
    expect(await readRun(person, run.id)).toMatchObject({
      state: 'paused',
      whyPaused: 'Of the first 4, 2 came back and 0 failed: more than 25 %',
      canary: { state: 'failed' },
      letters: { confirmed: 4, waiting: 16, cameBack: 2 },
    });
    expect((await listRunLetters(person, run.id, { outcome: 'came_back', limit: 9 })).items).toHaveLength(2);
    await resumeRun(person, run.id);
    await carryOut(run.id);
    expect(await counts(run.id)).toEqual({ total: 20, confirmed: 20, cameBack: 2 });
  });

  test('a canary that nothing came back of lets the others go when it has waited', async () => {
    const ids = await letters(5);
    const run = await begin({
      deadLetterIds: ids,
      canary: { count: 2, waitSeconds: 3600, maxCameBackPercent: 0 },
    });
    for (let steps = 0; steps < 3; steps++) {
      await step(run.id);
      await publish();
    }
    expect(await counts(run.id)).toEqual({ total: 5, confirmed: 2, waiting: 3 });
    await database.query(`UPDATE replay_run SET canary_until = now()`);
    await carryOut(run.id);
    expect(await counts(run.id)).toEqual({ total: 5, confirmed: 5 });
  });

  test('it pauses when too large a share fails; resumed, that is counted anew', async () => {
    const ids = await letters(12);
    const run = await begin({ deadLetterIds: ids, stop: { maxFailedPercent: 50, after: 4 }, rate: 2 });
    const go = async (stage: Settlement['stage']) => {
      await database.query(`UPDATE replay_run SET tokens = 1, tokens_at = now()`);
      await step(run.id);
      await publish(() => stage);
    };
    for (const stage of ['confirmed', 'returned', 'nacked', 'returned'] as const) await go(stage);
    await step(run.id);
    expect(await readRun(person, run.id)).toMatchObject({
      state: 'paused',
      whyPaused: 'Of the last 4 that were settled, 3 failed and 0 came back: more than 50 %',
    });
    await resumeRun(person, run.id);
    await changeRunRate(person, run.id, 'unlimited');
    await carryOut(run.id);
    expect(await counts(run.id)).toEqual({ total: 12, confirmed: 9, returned: 2, nacked: 1 });
  });
});
