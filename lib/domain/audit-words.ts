// A line of the audit in words.
import { countInWords } from './amount-words.ts';
import type { AuditAct, AuditLine } from './audit.ts';

const words: Record<AuditAct, (line: AuditLine) => string> = {
  'letters.replay': (line) => `tried ${letters(line)} again${stages(line)}`,
  'letters.discard': (line) => `discarded ${letters(line)}`,
  'letters.restore': (line) => `restored ${letters(line)}`,
  'letters.keep_as_two': (line) => `kept ${letters(line)} as two`,
  'body.open': ({ details }) => (details.isWhole === true ? 'downloaded a body' : 'opened a body'),
  sign_in: () => 'signed in',
  'sign_in.wrong': ({ details }) =>
    `somebody gave a wrong password${told(details.email, 'for')}${told(details.address, 'from')}`,
  'sign_in.end': ({ details }) => (details.others === true ? 'signed out elsewhere' : 'ended a sign-in'),
  'person.invite': ({ details }) =>
    `invited ${typeof details.email === 'string' ? details.email : 'whoever has the link'} as ${String(details.role)}`,
  'invitation.revoke': () => 'took an invitation back',
  'person.join': ({ details }) =>
    `came by ${details.by === undefined ? 'an invitation' : `the ${String(details.by)}`}, as ${String(details.role)}`,
  'person.change': ({ details }) =>
    details.by === undefined
      ? `changed what ${String(details.name)} may`
      : `is ${String(details.role)} by the rules of the ${String(details.by)}`,
  'password.change': () => 'changed their password',
  'password.link': ({ details }) => `made ${String(details.name)} a link for a new password`,
  'password.reset': () => 'set a new password by a link',
  'token.make': ({ details }) => `made the token ${String(details.name)}, ${String(details.role)}`,
  'token.revoke': () => 'revoked a token',
  refused: ({ details }) => `${String(details.method)} ${String(details.path)}: ${String(details.why)}`,
};

export function sayAct(line: AuditLine): string {
  return words[line.act](line);
}

function letters({ letterIds }: AuditLine): string {
  return countInWords(letterIds.length, 'letter');
}

function stages({ replays }: AuditLine): string {
  const stands = Object.entries(replays ?? {}).map(
    ([stage, many]) => `${many.toLocaleString('en-US')} ${stage}`,
  );
  return stands.length === 0 ? '' : `: ${stands.join(', ')}`;
}

function told(value: unknown, word: string): string {
  return typeof value === 'string' ? ` ${word} ${value}` : '';
}
