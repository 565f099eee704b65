// Alert routes: read and set as one document, and as the rules that letters are told by.
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#lib/domain/actor.ts';
import type { Route, Rules } from '#lib/domain/alerts/choose-routes.ts';
import {
  DEFAULT_ROUTE,
  type AlertRoute,
  type AlertRoutes,
  type AlertRoutesRequest,
  type QuietHours,
} from '#lib/domain/alerts/routes.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import { AppError } from '#lib/errors.ts';
import { act } from './act.ts';
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
  return act(actor, { act: 'alert_routes.set', details: { routes: request } }, async (tx) => {
    const [before] = await tx.$queryRaw<{ version: number }[]>`SELECT version FROM alert_rule FOR UPDATE`;
    if (version !== null && String(before?.version) !== version)
      throw new AppError('conflict', 'Somebody changed the routes meanwhile: read again what stands there');
    const rows = await tx.alertRoute.findMany({ where: { isDefault: false } });
    const data = request.items.map((item, position) => rowOf(item, rows, position));
    const kept = data.map(({ id }) => id);
    if (new Set(kept).size < kept.length)
      throw new AppError('invalid_input', 'items: two of them have one id', { details: { field: 'items' } });
    await tx.alertRoute.deleteMany({ where: { isDefault: false } });
    await tx.alertRoute.createMany({ data });
    const { quiet, ...fallback } = request.default;
    await tx.alertRoute.update({
      where: { id: DEFAULT_ROUTE },
      data: { ...fallback, quiet: quiet ?? Prisma.DbNull },
    });
    await tx.alertRule.update({
      where: { id: 1 },
      data: { match: request.match, version: { increment: 1 } },
    });
    // Somebody may have mended a channel: it is tried again at once.
    await tx.$executeRaw`UPDATE channel SET next_post_at = now() WHERE problem IS NOT NULL`;
    await tx.$executeRaw`UPDATE post SET next_try_at = now() WHERE stage = 'due' AND channel IN (SELECT name FROM channel WHERE problem IS NOT NULL)`;
    await tx.$executeRaw`SELECT pg_notify('letterthief', '{"kind":"alerts"}')`;
    return readDocument(tx, slackChannel);
  });
}

/** What letters are told by. A query that is none (of another version) fits no letter. */
export async function readAlertRules(_actor: Actor, slackChannel: string | null): Promise<Rules> {
  const [rule, rows] = await Promise.all([
    db().alertRule.findFirst(),
    db().alertRoute.findMany({ orderBy: { position: 'asc' } }),
  ]);
  const routes = rows.filter(({ isDefault }) => !isDefault).flatMap((row) => routeOf(row, row.target));
  const fallback = rows.find(({ isDefault }) => isDefault);
  return {
    match: rule?.match === 'all' ? 'all' : 'first',
    routes,
    fallback: fallback === undefined ? null : (routeOf(fallback, fallback.target ?? slackChannel)[0] ?? null),
  };
}

function routeOf({ id, query, reasons, quiet }: Row, channel: string | null): Route[] {
  const read = readQuery(query);
  if (!read.ok || channel === null) return [];
  return [{ id, query: read.query, channel, reasons, quiet: quiet as QuietHours | null }];
}

function rowOf(item: AlertRoute, before: readonly Row[], position: number) {
  const { id, quiet, ...rest } = item;
  const same = before.find((row) => row.id === id) ?? before.find((row) => row.name === item.name);
  return { ...rest, id: same?.id ?? uuidv7(), position, quiet: quiet ?? Prisma.DbNull };
}

async function readDocument(tx: Tx, slackChannel: string | null): Promise<AlertRoutes> {
  const rule = await tx.alertRule.findFirstOrThrow();
  const rows = await tx.alertRoute.findMany({ orderBy: { position: 'asc' } });
  const channels = await tx.$queryRaw<Standing[]>`
    SELECT c.name, c.problem, c.problem_since AS since, (SELECT count(*)::int FROM post p WHERE p.channel = c.name AND p.stage = 'due') AS waiting
    FROM channel c WHERE c.name = ANY(${rows.map(({ target }) => target ?? slackChannel ?? '')}::text[])`;
  const standings = new Map(channels.map((one) => [one.name, one]));
  const items = rows.filter(({ isDefault }) => !isDefault).map((row) => present(row, row.target ?? ''));
  const fallback = rows.find(({ isDefault }) => isDefault)!;
  const {
    id: _id,
    name: _name,
    query: _query,
    ...rest
  } = present(fallback, fallback.target ?? slackChannel ?? '');
  return {
    match: rule.match === 'all' ? 'all' : 'first',
    items,
    default: { ...rest, target: fallback.target },
    slackChannel,
    version: String(rule.version),
  };

  function present(row: Row, channel: string): AlertRoutes['items'][number] {
    const { id, name, query, mention, reasons, showsBody } = row;
    const { problem = null, since, waiting = 0 } = standings.get(channel) ?? {};
    return {
      id,
      name,
      query,
      target: channel,
      outlet: 'slack',
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
