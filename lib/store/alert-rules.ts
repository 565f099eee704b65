// Alert routes as the rules that letters are told by, and where their posts go.
import type { Actor } from '#lib/domain/actor.ts';
import type { Route, Rules } from '#lib/domain/alerts/choose-routes.ts';
import { channelOf, outletOf, outlets, targetFault, type Outlet } from '#lib/domain/alerts/channel.ts';
import type { QuietHours } from '#lib/domain/alerts/routes.ts';
import { readQuery } from '#lib/domain/query/parser.ts';
import { db } from './client.ts';
import type { AlertRouteModel as Row } from './generated/models.ts';

/** What letters are told by; without Slack, what leads elsewhere. A query that is none (of another version) fits no letter. */
export async function readAlertRules(_actor: Actor, slackChannel: string | null): Promise<Rules> {
  const [rule, rows] = await Promise.all([
    db().alertRule.findFirst(),
    db().alertRoute.findMany({ orderBy: { position: 'asc' } }),
  ]);
  const routes = rows
    .filter(({ isDefault }) => !isDefault)
    .flatMap((row) => routeOf(row, row.target, slackChannel !== null));
  const fallback = rows.find(({ isDefault }) => isDefault);
  return {
    match: rule?.match === 'all' ? 'all' : 'first',
    routes,
    fallback:
      fallback === undefined
        ? null
        : (routeOf(fallback, fallback.target ?? slackChannel, slackChannel !== null)[0] ?? null),
  };
}

/** Where the posts of a channel that is not Slack's go, and what they are signed with; null where no route leads there any more. */
export async function readWayOut(
  _actor: Actor,
  channel: string,
): Promise<{ target: string; secret: string | null } | null> {
  const rows = await db().alertRoute.findMany({ where: { outlet: outletOf(channel) } });
  const row = rows.find((one) => one.target !== null && channelIn(one, null) === channel);
  return row?.target ? { target: row.target, secret: row.secret } : null;
}

function routeOf(
  { id, query, reasons, quiet, ...row }: Row,
  target: string | null,
  hasSlack: boolean,
): Route[] {
  const read = readQuery(query);
  const outlet = outlets.find((one) => one === row.outlet);
  if (!read.ok || target === null || outlet === undefined) return [];
  if (outlet === 'slack' && !hasSlack) return [];
  // Of another version: it leads nowhere, and the others go on.
  if (outlet !== 'slack' && targetFault(outlet, target) !== null) return [];
  const channel = channelOf(outlet, target);
  return [{ id, query: read.query, channel, reasons, quiet: quiet as QuietHours | null }];
}

export function outletIn(row: Row): Outlet {
  return outlets.find((one) => one === row.outlet) ?? 'slack';
}

/** Empty where it posts nowhere. */
export function channelIn(row: Row, slackChannel: string | null): string {
  const target = row.target ?? slackChannel;
  return target === null ? '' : channelOf(outletIn(row), target);
}
