// A line of the audit in words.
import { countInWords } from './amount-words.ts';
import type { AuditAct, AuditLine } from './audit.ts';

const words: Record<AuditAct, (line: AuditLine) => string> = {
  'letters.replay': (line) => `tried ${letters(line)} again${stages(line)}`,
  'letters.discard': (line) => `discarded ${letters(line)}`,
  'letters.restore': (line) => `restored ${letters(line)}`,
  'letters.keep_as_two': (line) => `kept ${letters(line)} as two`,
  'note.add': () => 'wrote a note',
  'note.change': () => 'changed their note',
  'note.delete': ({ details }) =>
    typeof details.of === 'string' ? `deleted a note of ${details.of}` : 'deleted their note',
  'body.open': ({ details }) => (details.isWhole === true ? 'downloaded a body' : 'opened a body'),
  sign_in: () => 'signed in',
  'sign_in.wrong': ({ details }) =>
    `somebody gave a wrong password${told(details.email, 'for')}${told(details.address, 'from')}`,
  'sign_in.end': ({ details }) => (details.others === true ? 'signed out elsewhere' : 'ended a sign-in'),
  'person.invite': ({ details }) =>
    `invited ${typeof details.email === 'string' ? details.email : 'whoever has the link'} as ${String(details.role)}`,
  'invitation.revoke': () => 'took an invitation back',
  'person.join': ({ details, actorKind }) =>
    actorKind === 'system'
      ? `let ${String(details.name || details.email)} in by the ${String(details.by)}, as ${String(details.role)}`
      : `came by ${details.by === undefined ? 'an invitation' : `the ${String(details.by)}`}, as ${String(details.role)}`,
  'person.change': ({ details }) =>
    details.by === undefined
      ? sayChange(details)
      : `is ${String(details.role)} by the rules of the ${String(details.by)}`,
  'password.change': () => 'changed their password',
  'password.link': ({ details }) => `made ${String(details.name)} a link for a new password`,
  'password.reset': () => 'set a new password by a link',
  'token.make': ({ details }) => `made the token ${String(details.name)}, ${String(details.role)}`,
  'token.revoke': ({ details }) =>
    `revoked ${details.name === undefined ? 'a token' : `the token ${String(details.name)}`}`,
  refused: ({ details }) => `${String(details.method)} ${String(details.path)}: ${String(details.why)}`,
};

export function sayAct(line: AuditLine): string {
  return words[line.act](line);
}

type Details = AuditLine['details'];

function sayChange(details: Details): string {
  const before = Object(details.before) as Details;
  const isNew = (key: string) => details[key] !== undefined && String(details[key]) !== String(before[key]);
  const name = String(details.name);
  const said = [
    isNew('isDisabled')
      ? details.isDisabled === true
        ? `disabled ${name}`
        : `let ${name} come in again`
      : null,
    isNew('role')
      ? `made ${name} ${String(details.role)}${before.role === undefined ? '' : ` (was ${String(before.role)})`}`
      : null,
    isNew('seeQueues') ? `lets ${name} see ${sayList(details.seeQueues)}` : null,
    isNew('actQueues') ? `lets ${name} act on ${sayList(details.actQueues)}` : null,
  ].filter((one) => one !== null);
  return said.join(', ') || `changed nothing of what ${name} may`;
}

function sayList(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
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

/** An act as a choice of the filter. */
export const actWords: Record<AuditAct, string> = {
  'letters.replay': 'tried letters again',
  'letters.discard': 'discarded letters',
  'letters.restore': 'restored letters',
  'letters.keep_as_two': 'kept letters as two',
  'note.add': 'wrote a note',
  'note.change': 'changed a note',
  'note.delete': 'deleted a note',
  'body.open': 'opened a body',
  sign_in: 'signed in',
  'sign_in.wrong': 'could not sign in',
  'sign_in.end': 'signed out',
  'person.invite': 'invited somebody',
  'invitation.revoke': 'took an invitation back',
  'person.join': 'came by an invitation',
  'person.change': 'changed what somebody may',
  'password.change': 'changed a password',
  'password.link': 'made a link for a password',
  'password.reset': 'set a password by a link',
  'token.make': 'made a token',
  'token.revoke': 'revoked a token',
  refused: 'was refused',
};
