// The acts that the audit names, and a line of it as pages and the REST API show it.
import { z } from 'zod';

export const auditActs = [
  'letters.replay',
  'letters.discard',
  'letters.restore',
  'letters.keep_as_two',
  'group.change',
  'owners.set',
  'alert_routes.set',
  'alert_routes.try',
  'group.snooze',
  'run.plan',
  'run.start',
  'run.pause',
  'run.resume',
  'run.cancel',
  'run.rate',
  'queue.pause',
  'queue.resume',
  'letters.export',
  'letters.import',
  'view.save',
  'view.change',
  'view.delete',
  'note.add',
  'note.change',
  'note.delete',
  'body.open',
  'sign_in',
  'sign_in.wrong',
  'sign_in.end',
  'person.invite',
  'invitation.revoke',
  'person.join',
  'person.change',
  'password.change',
  'password.link',
  'password.reset',
  'token.make',
  'token.revoke',
  'refused',
] as const;
export type AuditAct = (typeof auditActs)[number];

/** Why somebody did something, in their own words. */
export const reason = z.string().trim().max(500, 'has more than 500 characters').optional();

/** A moment, or the beginning of a day in UTC. */
const moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'must be a day (2026-11-21) or a moment (2026-11-21T10:00:00Z)',
});

export const auditListQuery = z.object({
  act: z.enum(auditActs).optional(),
  actor: z.string().max(200).optional(),
  letter: z.uuid().optional(),
  after: moment.optional(),
  before: moment.optional(),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type AuditListQuery = z.infer<typeof auditListQuery>;

export const auditLine = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actorKind: z.enum(['person', 'token', 'worker', 'system']),
    actorId: z.string().nullable(),
    actorName: z.string(),
    address: z.string().nullable(),
    act: z.enum(auditActs),
    outcome: z.enum(['done', 'refused']),
    reason: z.string().nullable(),
    letterIds: z.array(z.uuid()),
    details: z.record(z.string(), z.unknown()),
    replays: z
      .record(z.string(), z.number())
      .nullable()
      .describe('Of a replay that was asked for: how many of its letters stand where. Null for other acts'),
  })
  .meta({ id: 'AuditLine' });
export type AuditLine = z.infer<typeof auditLine>;
