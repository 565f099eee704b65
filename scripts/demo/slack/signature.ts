// How Slack signs what it sends to an app (https://docs.slack.dev/authentication/verifying-requests-from-slack).
import { createHmac } from 'node:crypto';

/** The value of X-Slack-Signature for a raw body sent at `timestamp`, in seconds since 1970. */
export function signSlack(secret: string, body: string, timestamp: number | string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
