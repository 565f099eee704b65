// A line of the audit in words.
import { countInWords } from './amount-words.ts';
import type { AuditAct, AuditLine } from './audit.ts';

const words: Record<AuditAct, (line: AuditLine) => string> = {
  'letters.replay': (line) =>
    (Object(line.details.to) as Details).kind === 'dead_letter_queue'
      ? `put ${letters(line)} back${stages(line)}`
      : `tried ${letters(line)} again${stages(line)}`,
  'letters.discard': (line) => `discarded ${letters(line)}`,
  'letters.restore': (line) => `restored ${letters(line)}`,
  'letters.keep_as_two': (line) => `kept ${letters(line)} as two`,
  'group.change': ({ details }) => sayGroupChange(details),
  'owners.set': ({ details }) =>
    `set ${countInWords(Array.isArray(details.rules) ? details.rules.length : 0, 'rule')} of owners`,
  'alert_routes.set': () => 'set the alert routes',
  'alert_routes.try': ({ details }) => `posted a trial to ${String(details.channel)}`,
  'group.snooze': ({ details }) =>
    details.until === null
      ? `woke the group ${String(details.title)}`
      : `snoozed the group ${String(details.title)}`,
  'run.plan': ({ details }) =>
    typeof details.letters === 'number'
      ? `planned a run of ${countInWords(details.letters, 'letter')}`
      : 'planned a run by a filter',
  'run.start': ({ details }) => `started a run of ${countInWords(Number(details.letters), 'letter')}`,
  'run.pause': () => 'paused a run',
  'run.resume': () => 'let a run go on',
  'run.cancel': () => 'called a run off',
  'run.rate': ({ details }) => `let a run go at ${String(details.rate)} a second`,
  'queue.pause': ({ details }) => `paused the drain of ${String(details.queue)}`,
  'queue.resume': ({ details }) => `let ${String(details.queue)} be drained again`,
  'letters.export': ({ details }) => sayExport(details),
  'letters.import': ({ details }) => sayImport(details),
  'view.save': ({ details }) => `saved the view ${String(details.name)}`,
  'view.change': ({ details }) => `changed the view ${String(details.name)}${told(details.of, 'of')}`,
  'view.delete': ({ details }) => `deleted the view ${String(details.name)}${told(details.of, 'of')}`,
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
    isNew('slackId')
      ? details.slackId === null
        ? `took ${name} out of Slack`
        : `mapped ${String(details.slackId)} in Slack to ${name}`
      : null,
  ].filter((one) => one !== null);
  return said.join(', ') || `changed nothing of what ${name} may`;
}

function sayGroupChange({ title, state, assignee }: Details): string {
  const verbs: Record<string, string> = { open: 'opened', resolved: 'resolved', ignored: 'ignored' };
  const said = [
    state === undefined ? null : (verbs[String(state)] ?? String(state)),
    assignee === undefined ? null : assignee === null ? 'gave back to the rules' : 'assigned',
  ].filter((one) => one !== null);
  return `${said.join(' and ')} the group ${String(title)}`;
}

function sayExport({ format, letters: many, isWhole }: Details): string {
  const as = String(format).toUpperCase();
  if (many === undefined) return `began to export letters as ${as}`;
  return `exported ${countInWords(Number(many), 'letter')} as ${as}${isWhole === true ? '' : ', broken off'}`;
}

function sayImport({ imported, alreadyThere, refused, isWhole }: Details): string {
  if (imported === undefined) return 'began to import letters';
  const rest = [
    Number(alreadyThere) > 0 ? `${countInWords(Number(alreadyThere), 'letter')} there already` : null,
    Number(refused) > 0 ? `${countInWords(Number(refused), 'line')} refused` : null,
    isWhole === true ? null : 'cut off',
  ].filter((one) => one !== null);
  return [`imported ${countInWords(Number(imported), 'letter')}`, ...rest].join(', ');
}

function sayList(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function letters({ letterIds, details }: AuditLine): string {
  // By a filter they are too many to be named.
  if (typeof details.move === 'string')
    return typeof details.letters === 'number'
      ? countInWords(details.letters, 'letter')
      : 'all letters that matched';
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
  'group.change': 'changed a group',
  'owners.set': 'set the owners',
  'alert_routes.set': 'set the alert routes',
  'alert_routes.try': 'posted a trial',
  'group.snooze': 'snoozed a group',
  'run.plan': 'planned a run',
  'run.start': 'started a run',
  'run.pause': 'paused a run',
  'run.resume': 'let a run go on',
  'run.cancel': 'called a run off',
  'run.rate': 'changed a run’s rate',
  'queue.pause': 'paused a queue',
  'queue.resume': 'resumed a queue',
  'letters.export': 'exported letters',
  'letters.import': 'imported letters',
  'view.save': 'saved a view',
  'view.change': 'changed a view',
  'view.delete': 'deleted a view',
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
