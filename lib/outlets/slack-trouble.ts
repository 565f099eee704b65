// What went wrong in a call to Slack, by code: never by message text, which may hold the token.
import {
  ErrorCode,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { hideSecrets } from '#lib/log.ts';

export type SlackTrouble =
  | { kind: 'rate_limited'; retryAfterMs: number }
  /** Slack may have kept the post: timeouts, resets, 5xx. */
  | { kind: 'unanswered'; problem: string }
  /** Nothing was posted. `isPermanent`: the same call is refused until a person changes token, channel or post. */
  | { kind: 'refused'; code: string; problem: string; isPermanent: boolean };

/** Sorts whatever @slack/web-api threw. What is not known counts as unanswered: then a repeat is counted too. */
export function readTrouble(error: unknown): SlackTrouble {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'rate_limited', retryAfterMs: Math.max(1, error.retryAfter) * 1000 };
  if (error instanceof WebAPIPlatformError) return readRefusal(error);
  if (error instanceof WebAPIHTTPError) return readStatus(error.statusCode);
  const code = networkCodeOf(error instanceof WebAPIRequestError ? error.original : error);
  if (neverSent.has(code)) return refusal(code, `Slack cannot be reached (${code})`, false);
  return { kind: 'unanswered', problem: `Slack did not answer (${code})` };
}

function readRefusal({ data }: WebAPIPlatformError): SlackTrouble {
  const code = data.error;
  if (typeof code !== 'string' || !/^[a-z0-9_]{1,64}$/.test(code))
    return { kind: 'unanswered', problem: 'The answer was not one of Slack’s: is SLACK_API_URL right?' };
  if (code === 'ratelimited' || code === 'rate_limited' || code === 'message_limit_exceeded')
    return {
      kind: 'rate_limited',
      retryAfterMs: Math.max(1, data.response_metadata?.retryAfter ?? 30) * 1000,
    };
  // Slack documents of these two that "some aspect of the operation" may have succeeded.
  if (code === 'internal_error' || code === 'fatal_error')
    return { kind: 'unanswered', problem: `Slack failed (${code})` };
  const details = data.response_metadata?.messages?.slice(0, 3).join(' ').slice(0, 300) ?? '';
  const words = [explanations[code], hideSecrets(details)].filter(Boolean).join(' ');
  return refusal(code, `Slack refused: ${code}${words === '' ? '' : ` (${words})`}`, !passing.has(code));
}

function readStatus(status: number): SlackTrouble {
  if (status >= 500 || status === 408)
    return { kind: 'unanswered', problem: `Slack answered HTTP ${status}` };
  return refusal(`http_${status}`, `Slack answered HTTP ${status}: is SLACK_API_URL right?`, true);
}

function refusal(code: string, problem: string, isPermanent: boolean): SlackTrouble {
  return { kind: 'refused', code, problem, isPermanent };
}

/** Node's or undici's code of a failed fetch; the name where there is none (AbortSignal.timeout: TimeoutError). */
function networkCodeOf(error: unknown): string {
  let at: unknown = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && code !== ErrorCode.RequestError) return code;
    if (at.cause === undefined) return at.name;
    at = at.cause;
  }
  return 'unknown error';
}

/** Failures before a byte of the call left. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const passing = new Set(['service_unavailable', 'request_timeout', 'team_added_to_org']);

const explanations: Record<string, string> = {
  not_authed: 'no token was sent',
  invalid_auth: 'the token is not valid',
  account_inactive: 'the token belongs to a deleted account or workspace',
  token_revoked: 'the token was revoked',
  token_expired: 'the token has expired',
  missing_scope: 'the app needs the scope chat:write',
  channel_not_found: 'no such channel, or a private one without the app: invite it',
  not_in_channel: 'the app is not in the channel: invite it',
  is_archived: 'the channel is archived',
  restricted_action: 'the workspace does not let the app post there',
};

/** What a refusal is about: the channel (one route's trouble), the content (one post's), a post that stands, or the app as a whole. */
export function blameOf(code: string): 'channel' | 'content' | 'gone' | 'app' {
  if (ofChannel.has(code)) return 'channel';
  if (ofGone.has(code)) return 'gone';
  return ofApp.has(code) || code.startsWith('http_') ? 'app' : 'content';
}

const ofChannel = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
  'messages_tab_disabled',
  'user_not_in_channel',
]);

const ofApp = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'no_permission',
  'missing_scope',
  'not_allowed_token_type',
  'org_login_required',
  'ekm_access_denied',
  'accesslimited',
  'access_denied',
  'team_access_not_granted',
  'enterprise_is_restricted',
  'invalid_token',
  'unknown_method',
  'method_deprecated',
]);

const ofGone = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
  'update_failed',
]);
