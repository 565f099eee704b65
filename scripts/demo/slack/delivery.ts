// How Slack brings a press or a command to the app: a signed form, and three seconds for an answer.
import { signSlack } from './signature.ts';

/** Where the app listens, and the secret that it shares with Slack. */
export type AppSettings = {
  interactionsUrl: string | null;
  commandsUrl: string | null;
  signingSecret: string;
};

export type Delivered = {
  /** Null when no answer came in time, or nothing listens. */
  status: number | null;
  body: string;
  ms: number;
  /** Whether an answer came within three seconds. */
  isInTime: boolean;
};

export async function deliver(
  url: string,
  form: Record<string, string>,
  { signingSecret, timeoutMs, now }: { signingSecret: string; timeoutMs: number; now: () => number },
): Promise<Delivered> {
  const body = new URLSearchParams(form).toString();
  const timestamp = Math.floor(now() / 1000);
  const startedAt = performance.now();
  const since = () => Math.round(performance.now() - startedAt);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': signSlack(signingSecret, body, timestamp),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.status, body: await answer.text(), ms: since(), isInTime: true };
  } catch {
    return { status: null, body: '', ms: since(), isInTime: false };
  }
}
