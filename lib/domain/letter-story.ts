// What came of a letter: its death, alert, replays and returns, newest first.
import { tellAlerts } from './alerts/alert-view.ts';
import type { DeadLetterDetail, ReplayView } from './dead-letter.ts';
import { destinationInWords, isUnderWay, outcomeInWords, type Tone } from './outcome-words.ts';
import { reasonOf } from './letter-title.ts';

export type StoryEntry = {
  key: string;
  tone: Tone;
  title: string;
  at: string | null;
  detail: string;
  /** Another letter that this entry is about. */
  letterId: string | null;
  /** Of the post, in Slack. */
  permalink?: string;
  /** The replay whose message was edited before. */
  editOf?: string;
};

export function tellStory(letter: DeadLetterDetail): StoryEntry[] {
  const dated = [
    ...letter.cameBack.map(tellReturn),
    ...letter.replays.map(tellReplay),
    ...letter.moves.map(tellMove),
    tellDeath(letter),
    ...tellAlerts(letter.alerts),
  ];
  const story = dated.sort(
    (a, b) => Date.parse(b.at ?? letter.arrivedAt) - Date.parse(a.at ?? letter.arrivedAt),
  );
  if (letter.cameFrom === null) return story;
  if (letter.cameFrom.wasPutBack) return [...story, tellPutBack(letter.cameFrom)];
  return [
    ...story,
    {
      key: 'came-from',
      tone: 'plain',
      title: letter.cameFrom.isSameQueue ? 'Came back' : 'Died elsewhere before',
      at: null,
      detail:
        letter.cameFrom.deadLetterId === null
          ? 'It was tried again before, by a LetterThief that is not this one.'
          : 'This is what became of an earlier letter that was tried again.',
      letterId: letter.cameFrom.deadLetterId,
    },
  ];
}

function tellPutBack({ deadLetterId }: NonNullable<DeadLetterDetail['cameFrom']>): StoryEntry {
  return {
    key: 'came-from',
    tone: 'plain',
    title: 'Was put back',
    at: null,
    detail:
      'This is an earlier letter that was put back into its dead-letter queue. It came in again when that was drained: it did not die anew.',
    letterId: deadLetterId,
  };
}

function tellReturn(back: DeadLetterDetail['cameBack'][number]): StoryEntry {
  if (back.wasPutBack)
    return {
      key: back.id,
      tone: 'plain',
      title: 'Came in again',
      at: back.arrivedAt,
      detail: 'Its dead-letter queue, into which it had been put back, was drained: it is a new letter now.',
      letterId: back.id,
    };
  return {
    key: back.id,
    tone: 'bad',
    title: back.isSameQueue ? 'Came back' : 'Died elsewhere',
    at: back.arrivedAt,
    detail: back.isSameQueue
      ? 'After it was tried again it died in the same queue.'
      : 'After it was tried again it died in another queue.',
    letterId: back.id,
  };
}

function tellReplay(replay: ReplayView): StoryEntry {
  const { word, sentence, tone } = outcomeInWords(replay.stage);
  const isPutBack = replay.toKind === 'dead_letter_queue';
  const title =
    replay.stage === 'confirmed'
      ? isPutBack
        ? 'Put back'
        : 'Replayed'
      : `${isPutBack ? 'Putting it back' : 'Tried again'}: ${word}`;
  const took =
    replay.settledAt === null
      ? ''
      : `, ${Date.parse(replay.settledAt) - Date.parse(replay.askedAt)} ms after it was asked`;
  const detail =
    replay.stage === 'confirmed'
      ? `By ${replay.askedBy} ${destinationInWords(replay)}, confirmed${took.replace(', ', ' ')}${why(replay.reason)}.`
      : `By ${replay.askedBy} ${destinationInWords(replay)}${why(replay.reason)}. ${replay.detail ?? sentence}`;
  return {
    key: replay.id,
    tone: isUnderWay(replay.stage) ? 'wait' : tone,
    title,
    at: replay.settledAt ?? replay.askedAt,
    detail: replay.edited.length === 0 ? detail : `${detail} Edited before: ${replay.edited.join('; ')}.`,
    letterId: null,
    ...(replay.edited.length > 0 && { editOf: replay.id }),
  };
}

const moved = {
  'letters.discard': 'Discarded',
  'letters.restore': 'Restored',
  'letters.keep_as_two': 'Kept as two',
} as const;

function tellMove({ id, act, by, at, reason }: DeadLetterDetail['moves'][number]): StoryEntry {
  return { key: id, tone: 'plain', title: moved[act], at, detail: `By ${by}${why(reason)}.`, letterId: null };
}

/** In the asker's own words. */
function why(reason: string | null): string {
  return reason === null ? '' : `: “${reason}”`;
}

function tellDeath(letter: DeadLetterDetail): StoryEntry {
  const words = reasonOf(letter);
  return {
    key: 'death',
    tone: letter.cameFrom?.wasPutBack ? 'plain' : 'bad',
    title: letter.cameFrom?.wasPutBack
      ? 'Drained again'
      : letter.cameFrom?.isSameQueue
        ? 'Died again'
        : 'Died',
    at: letter.arrivedAt,
    detail:
      letter.sourceQueue === null
        ? `${words}. Drained from ${letter.deadLetterQueue}; this letter.`
        : `${words}, in ${letter.sourceQueue}; this letter.`,
    letterId: null,
  };
}
