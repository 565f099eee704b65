// Tells a Microsoft Teams channel about alerts, through the URL of a workflow or of an old connector.
import { buildTeamsMessage } from '#lib/domain/alerts/teams-card.ts';
import type { ToldAlert } from '#lib/domain/alerts/told-alert.ts';
import { safePost, type PostAnswer, type SafePostOptions } from './safe-post.ts';
import { readRetryAfter, type Sent } from './sent.ts';

/** n.b. the URL is the one secret there is: whoever has it can post. */
export type TeamsChannel = SafePostOptions & { url: string };

/** One try. Never throws. */
export async function sendToTeams(alert: ToldAlert, { url, ...options }: TeamsChannel): Promise<Sent> {
  const body = JSON.stringify(buildTeamsMessage(alert));
  return readAnswer(await safePost(url, { headers: {}, body }, options));
}

const WAIT_MS = 30_000;

function readAnswer(answer: PostAnswer): Sent {
  if (answer.kind === 'unsent')
    return { kind: 'refused', problem: answer.problem, isPermanent: answer.isPermanent };
  if (answer.kind === 'lost') return { kind: 'unanswered', problem: answer.problem };
  const { host, status, body } = answer;
  if (status < 200 || status >= 300)
    return readStatus(status, `${host} answered HTTP ${status}${sayCode(body)}`, answer.retryAfter);
  // An old connector answers 200 with words when Teams did not take the message.
  const inner = /returned HTTP error (\d{3})/i.exec(body)?.[1];
  if (inner !== undefined)
    return readStatus(Number(inner), `Teams answered HTTP ${inner}, says ${host}`, answer.retryAfter);
  if (/message delivery failed/i.test(body))
    return { kind: 'unanswered', problem: `${host} says that Teams did not take the message` };
  return { kind: 'sent', reference: null };
}

/** n.b. unlike a webhook's, a refusal is for good: the URL is one of Microsoft's, gone or changed with its workflow. */
function readStatus(status: number, problem: string, retryAfter: string | undefined): Sent {
  const waitMs = readRetryAfter(retryAfter) ?? (status === 429 ? WAIT_MS : null);
  if ((status === 429 || status === 503) && waitMs !== null) return { kind: 'wait', waitMs, problem };
  if (status >= 500 || status === 408) return { kind: 'unanswered', problem };
  if (status >= 300 && status < 400)
    return {
      kind: 'refused',
      problem: `${problem}: redirects are not followed; change the URL`,
      isPermanent: true,
    };
  return { kind: 'refused', problem, isPermanent: true };
}

/** “ (TriggerInputSchemaMismatch)”: the code alone, for words may repeat the URL. */
function sayCode(body: string): string {
  const code = /"code"\s*:\s*"([A-Za-z]{1,60})"/.exec(body)?.[1];
  return code === undefined ? '' : ` (${code})`;
}
