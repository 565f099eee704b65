// Alert routes: which letters are told where, to whom, and when not. An ordered list and a default, as one document.
import { z } from 'zod';
import { deadLetterFilter } from '#lib/domain/filter.ts';
import { watch, watches } from './watches.ts';
import { outlets, targetFault, type Outlet } from './channel.ts';
import { isSlackId } from './slack-id.ts';
import { isZone } from './time-zone.ts';

const MAX_ROUTES = 100;
/** In the database already, so that there is always one. */
export const DEFAULT_ROUTE = '00000000-0000-7000-8000-00000000a1e7';
export const DEFAULT_NAME = 'Everything else';

export const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like 19:30');

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(max, `has more than ${max} characters`)
    .refine((value) => !/[\0\p{Cs}]/u.test(value), 'holds a NUL, or half a character');

export const quietHours = z
  .strictObject({
    from: clock,
    until: clock.describe('Of the next day where it is not after `from`'),
    zone: text(60).refine(isZone, 'must be a time zone like Europe/Berlin'),
    wholeDays: z.array(z.enum(weekDays)).max(6, 'are all of the week').default([]),
  })
  .refine(({ from, until }) => from !== until, { path: ['until'], error: 'must differ from `from`' })
  .describe('Nothing is posted then. What came is told at the end, in one post where there is much');
export type QuietHours = z.infer<typeof quietHours>;

const how = {
  outlet: z.enum(outlets).default('slack'),
  mention: z
    .string()
    .refine(
      (value) => value === 'nobody' || value === 'owner' || isSlackId(value),
      'must be nobody, owner, or a Slack ID: U… or W… of a member, S… of a user group',
    )
    .default('nobody')
    .describe('Who is mentioned in the first post of a group'),
  reasons: z
    .array(text(100))
    .max(20)
    .default([])
    .describe(
      'Reasons that count; none is all of them. Letters of other reasons are taken, and told nowhere',
    ),
  quiet: quietHours.nullable().default(null),
  showsBody: z.boolean().default(false).describe('Posts show the beginning of the body: it may hold secrets'),
};

const target = text(2000).describe(
  'A Slack channel (#orders, or its ID); a URL, for webhook and teams; e-mail addresses with commas between',
);
/** Standard Webhooks: whsec_ and 24 to 64 bytes in base64. */
const secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64')
  .optional()
  .describe('What a webhook is signed with. Left out: it stays; for a new route one is made, and shown once');

function checkTarget(
  { outlet, target: given }: { outlet: Outlet; target: string | null },
  context: z.RefinementCtx,
): void {
  const fault = given === null ? null : targetFault(outlet, given);
  if (fault !== null) context.addIssue({ code: 'custom', path: ['target'], message: fault });
  if (given === null && outlet !== 'slack')
    context.addIssue({
      code: 'custom',
      path: ['target'],
      message: 'is needed: only Slack has one in the settings',
    });
}

/** What an answer shows beside the document: taken, and passed over, so that what was read can be sent as it is. */
const passedOver = z.unknown().optional().meta({ readOnly: true });
const shownOnly = { problem: passedOver, waiting: passedOver };

const route = z.strictObject({
  id: z.uuid().toLowerCase().optional().describe('Of a route that is kept; else it is a new one'),
  name: text(80),
  query: deadLetterFilter.shape.q.unwrap().describe('In the query language; empty is every letter'),
  target,
  secret,
  ...how,
});
export const alertRoute = route.extend(shownOnly).superRefine(checkTarget);
export type AlertRoute = z.infer<typeof alertRoute>;

const fallback = z.strictObject({
  target: target.nullable().default(null).describe('null: SLACK_CHANNEL'),
  secret,
  ...how,
});
export const defaultRoute = fallback
  .extend(shownOnly)
  .superRefine(checkTarget)
  .describe('Takes what no other route took');

export const alertRoutesRequest = z
  .strictObject({
    match: z
      .enum(['first', 'all'])
      .default('first')
      .describe('The first route that fits takes a letter, or all that fit'),
    items: z.array(alertRoute).max(MAX_ROUTES, `are more than ${MAX_ROUTES}`),
    default: defaultRoute.prefault({}),
    watches: watches
      .optional()
      .describe(
        'What is looked at besides new letters; each alarm is told once, again as set, and when it is over. Left out: as they are',
      ),
  })
  .extend({ slackChannel: passedOver, version: passedOver, madeSecrets: passedOver })
  .superRefine(({ items }, context) => {
    items.forEach(({ name, id }, at) => {
      if (name === DEFAULT_NAME)
        context.addIssue({
          code: 'custom',
          path: ['items', at, 'name'],
          message: 'is the name of the default',
        });
      if (items.findIndex((other) => other.name === name) < at)
        context.addIssue({ code: 'custom', path: ['items', at, 'name'], message: 'names a route twice' });
      if (id !== undefined && items.findIndex((other) => other.id === id) < at)
        context.addIssue({
          code: 'custom',
          path: ['items', at, 'id'],
          message: 'is the id of another item, too',
        });
    });
  });
export type AlertRoutesRequest = z.infer<typeof alertRoutesRequest>;

/** What is wrong with a channel that a route posts to. */
export const channelProblem = z.object({
  problem: z.string().describe('What is wrong, and what to do'),
  since: z.iso.datetime(),
});

const shown = { problem: channelProblem.nullable(), waiting: z.int().describe('Posts that wait') };

export const alertRoutes = z
  .object({
    match: z.enum(['first', 'all']),
    items: z.array(route.omit({ secret: true }).required({ id: true }).extend(shown)),
    default: fallback.omit({ secret: true }).extend(shown),
    madeSecrets: z
      .exactOptional(z.array(z.object({ route: z.string(), secret: z.string() })))
      .describe('Of webhooks that are new: shown this once'),
    watches: z.array(watch),
    /** Null where Slack is not set up here. */
    slackChannel: z.string().nullable().describe('SLACK_CHANNEL; null without SLACK_BOT_TOKEN'),
    version: z.string().describe('Of what stands here, for If-Match'),
  })
  .meta({ id: 'AlertRoutes' });
export type AlertRoutes = z.infer<typeof alertRoutes>;

/** A route as it stands in a form, saved or not; `post`: the newest letter's is posted for real, marked as a trial. */
export const routePreviewRequest = z.strictObject({
  route: route
    .omit({ id: true, target: true, secret: true })
    .extend({ target: target.nullable() })
    .superRefine(checkTarget),
  post: z.boolean().default(false),
});
export type RoutePreviewRequest = z.infer<typeof routePreviewRequest>;

export const routePreview = z
  .object({
    letters: z
      .array(
        z.object({
          id: z.uuid(),
          arrivedAt: z.iso.datetime(),
          isCounted: z.boolean().describe('Its reason counts for the route'),
          text: z.string(),
          blocks: z.array(z.looseObject({ type: z.string() })).describe('Block Kit, as Slack would get it'),
        }),
      )
      .describe('The newest that fit the query, each as if it were the first of its group'),
    quietUntil: z.iso.datetime().nullable().describe('It is quiet just now, until then'),
    posted: z
      .object({
        state: z.enum(['posted', 'waiting', 'failed']),
        problem: z.string().nullable(),
        permalink: z.string().nullable(),
      })
      .nullable()
      .describe('What came of the trial within some seconds'),
  })
  .meta({ id: 'AlertRoutePreview' });
export type RoutePreview = z.infer<typeof routePreview>;
