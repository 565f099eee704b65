// Alert routes: read and set as one document.
import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { channelOf } from '#lib/domain/alerts/channel.ts';
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
      const data = request.items.map((item, position) => rowOf(item, rows, position, made));
      const kept = data.map(({ id }) => id);
      if (new Set(kept).size < kept.length)
        throw new AppError('invalid_input', 'items: two of them have one id', {
          details: { field: 'items' },
        });
      await tx.alertRoute.deleteMany({ where: { isDefault: false } });
      await tx.alertRoute.createMany({ data });
      const { quiet, ...rest } = request.default;
      const name = fallback.name;
      const secret = secretFor({ ...rest, name }, fallback, made);
      await tx.alertRoute.update({
        where: { id: DEFAULT_ROUTE },
        data: { ...rest, secret, quiet: quiet ?? Prisma.DbNull },
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
      return made.length === 0 ? document : { ...document, madeSecrets: made };
    },
    { isSecret: request.items.some(({ outlet }) => outlet === 'webhook') },
  );
}

type Made = { route: string; secret: string }[];

function rowOf(item: AlertRoute, before: readonly Row[], position: number, made: Made) {
  const { id, quiet, ...rest } = item;
  const same = before.find((row) => row.id === id) ?? before.find((row) => row.name === item.name);
  const secret = secretFor(item, same ?? null, made);
  return { ...rest, secret, id: same?.id ?? uuidv7(), position, quiet: quiet ?? Prisma.DbNull };
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
  const say = ({ outlet, target }: Pick<AlertRoute, 'outlet'> & { target: string | null }) =>
    target === null ? null : channelOf(outlet, target);
  return {
    match,
    routes: items.map((item) => ({ name: item.name, query: item.query, to: say(item) })),
    default: say(fallback),
  };
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
