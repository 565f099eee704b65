// Ids of people and user groups in Slack.
import { z } from 'zod';

/** A member's: U… or W…. */
export function isMemberId(text: string): boolean {
  return /^[UW][A-Z0-9]{4,20}$/.test(text);
}

/** A member's or a user group's. */
export function isSlackId(text: string): boolean {
  return isMemberId(text) || /^S[A-Z0-9]{4,20}$/.test(text);
}

export const memberId = z.string().refine(isMemberId, 'must be a Slack member ID, like U0123ABCD');
export const slackId = z
  .string()
  .refine(isSlackId, 'must be a Slack ID: U… or W… of a member, S… of a user group');

/** As Slack wants it in a text, so that it pings. */
export function mentionOf(id: string): string {
  return id.startsWith('S') ? `<!subteam^${id}>` : `<@${id}>`;
}
