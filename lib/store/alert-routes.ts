// Alert routes: read and set as one document.
import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { channelOf, type Outlet } from '#lib/domain/alerts/channel.ts';
import type { Actor } from '#lib/domain/actor.ts';
import {
  DEFAULT_ROUTE,
  type AlertRoute,
  type AlertRoutes,
  type AlertRoutesRequest,
  type QuietHours,
} from '#lib/domain/alerts/routes.ts';
import { readWatchList } from '#lib/domain/alerts/watches.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
import { channelIn, outletIn } from './alert-rules.ts';
import { db, type Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import type { AlertRouteModel as Row } from './generated/models.ts';
import { requireRole } from './scope.ts';

/** `slackChannel`: of the settings, where the default posts that names none; null where Slack is not set up. */
export async function readAlertRoutes(actor: Actor, slackChannel: string | null): Promise<AlertRoutes> {
  requireRole(actor, 'administrator');
  return readDocument(db(), slackChannel);
}

/** All of them anew. `version`: what the caller has read, or null. Throws conflict when they were changed since. */
export async function setAlertRoutes(
  actor: Actor,
  request: AlertRoutesRequest,
  { version, slackChannel }: { version: string | null; slackChannel: string | null },
): Promise<AlertRoutes> {
  requireRole(actor, 'administrator');
  return act(
    actor,
    { act: 'alert_routes.set', details: sayRequest(request) },
    async (tx) => {
      const [before] = await tx.$queryRaw<{ version: number }[]>`SELECT version FROM alert_rule FOR UPDATE`;
      if (version !== null && String(before?.version) !== version)
        throw new AppError('conflict', 'Somebody changed the routes meanwhile: read again what stands there');
      const rows = await tx.alertRoute.findMany({ where: { isDefault: false } });
      const fallback = await tx.alertRoute.findUniqueOrThrow({ where: { id: DEFAULT_ROUTE } });
      const made: { route: string; secret: string }[] = [];
      const taken = new Set(request.items.map(({ id }) => id));
      const byName = rows.filter(({ id }) => !taken.has(id));
      const data = request.items.map((item, position) => rowOf(item, { rows, byName, position, made }));
      await tx.alertRoute.deleteMany({ where: { isDefault: false } });
      await tx.alertRoute.createMany({ data });
      const { quiet, outlet, target, mention, reasons, showsBody } = request.default;
      const secret = secretFor({ ...request.default, name: fallback.name }, fallback, made);
      await tx.alertRoute.update({
        where: { id: DEFAULT_ROUTE },
        data: { outlet, target, mention, reasons, showsBody, secret, quiet: quiet ?? Prisma.DbNull },
      });
      await tx.alertRule.update({
        where: { id: 1 },
        data: {
          match: request.match,
          ...(request.watches === undefined ? {} : { watches: request.watches }),
          version: { increment: 1 },
        },
      });
      // Somebody may have mended a channel: it is tried again at once.
      await tx.$executeRaw`UPDATE channel SET next_post_at = now() WHERE problem IS NOT NULL`;
      await tx.$executeRaw`UPDATE post SET next_try_at = now() WHERE stage = 'due' AND channel IN (SELECT name FROM channel WHERE problem IS NOT NULL)`;
      await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"alerts"}')`;
      const document = await readDocument(tx, slackChannel);
      await letGo(tx, [...document.items, document.default], slackChannel);
      return made.length === 0 ? document : { ...document, madeSecrets: made };
    },
    { isSecret: [...request.items, request.default].some(({ outlet }) => outlet === 'webhook') },
  );
}

type Made = { route: string; secret: string }[];

/** A route is kept by its id, else by its name, where no other item has that one's id. */
function rowOf(
  item: AlertRoute,
  given: { rows: readonly Row[]; byName: readonly Row[]; position: number; made: Made },
) {
  const { rows, byName, position, made } = given;
  const same = rows.find(({ id }) => id === item.id) ?? byName.find(({ name }) => name === item.name) ?? null;
  const { name, query, outlet, target, mention, reasons, showsBody, quiet } = item;
  return {
    name,
    query,
    outlet,
    target,
    mention,
    reasons,
    showsBody,
    position,
    id: same?.id ?? uuidv7(),
    secret: secretFor(item, same, made),
    quiet: quiet ?? Prisma.DbNull,
  };
}

/** A webhook has one: what was given, what it had, or a new one. */
function secretFor(
  { outlet, secret, name }: Pick<AlertRoute, 'outlet' | 'secret' | 'name'>,
  before: Row | null,
  made: Made,
): string | null {
  if (outlet !== 'webhook') return null;
  if (secret !== undefined) return secret;
  if (before?.secret) return before.secret;
  const fresh = `whsec_${randomBytes(32).toString('base64')}`;
  made.push({ route: name, secret: fresh });
  return fresh;
}

/** For the audit: URLs of webhooks and Teams are secrets. */
function sayRequest({ match, items, default: fallback }: AlertRoutesRequest) {
  const say = ({
    outlet,
    target,
    mention,
    reasons,
    quiet,
    showsBody,
  }: Omit<AlertRoute, 'name' | 'query' | 'target'> & { target: string | null }) => ({
    to: target === null ? null : channelOf(outlet, target),
    mention,
    reasons,
    quiet,
    showsBody,
  });
  return {
    match,
    routes: items.map((item) => ({ name: item.name, query: item.query, ...say(item) })),
    default: say(fallback),
  };
}

/** What waits for a channel that no route names any more is due anew (release-posts.ts). */
async function letGo(
  tx: Tx,
  routes: readonly { outlet: Outlet; target: string | null }[],
  slackChannel: string | null,
): Promise<void> {
  const named = routes.flatMap(({ outlet, target }) => {
    const to = target === null || target === '' ? slackChannel : target;
    return to === null ? [] : [channelOf(outlet, to)];
  });
  await tx.$executeRaw`
    UPDATE post SET stage = 'released' WHERE id IN (
      SELECT p.id FROM post p WHERE p.stage = 'due' AND p.kind IN ('group', 'shared', 'reply') AND NOT p.channel = ANY(${named}::text[])
      ORDER BY p.id FOR UPDATE SKIP LOCKED)`;
}

async function readDocument(tx: Tx, slackChannel: string | null): Promise<AlertRoutes> {
  const rule = await tx.alertRule.findFirstOrThrow();
  const rows = await tx.alertRoute.findMany({ orderBy: { position: 'asc' } });
  const channels = await tx.$queryRaw<Standing[]>`
    SELECT c.name, c.problem, c.problem_since AS since, (SELECT count(*)::int FROM post p WHERE p.channel = c.name AND p.stage = 'due') AS waiting
    FROM channel c WHERE c.name = ANY(${rows.map((row) => channelIn(row, slackChannel))}::text[])`;
  const standings = new Map(channels.map((one) => [one.name, one]));
  const items = rows.filter(({ isDefault }) => !isDefault).map(present);
  const fallback = rows.find(({ isDefault }) => isDefault)!;
  const { id: _id, name: _name, query: _query, ...rest } = present(fallback);
  return {
    match: rule.match === 'all' ? 'all' : 'first',
    items,
    default: { ...rest, target: fallback.target },
    watches: readWatchList(rule.watches),
    slackChannel,
    version: String(rule.version),
  };

  function present(row: Row): AlertRoutes['items'][number] {
    const { id, name, query, mention, reasons, showsBody } = row;
    const { problem = null, since, waiting = 0 } = standings.get(channelIn(row, slackChannel)) ?? {};
    return {
      id,
      name,
      query,
      target: row.target ?? '',
      outlet: outletIn(row),
      mention,
      reasons,
      quiet: row.quiet as QuietHours | null,
      showsBody,
      problem: problem === null ? null : { problem, since: (since ?? new Date()).toISOString() },
      waiting,
    };
  }
}

type Standing = { name: string; problem: string | null; since: Date | null; waiting: number };
