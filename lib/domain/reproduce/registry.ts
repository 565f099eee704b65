// Every form in which a letter is reproduced, and the one function that writes them.
import { writeAmqplib } from './amqplib.ts';
import { writeCurl } from './curl.ts';
import { writeFixture } from './fixture.ts';
import { readMessage, type Message, type ReproducedLetter } from './message.ts';
import { openNotes, type Note, type Notes } from './notes.ts';
import { writePhpAmqplib } from './php-amqplib.ts';
import { writePigeon } from './pigeon.ts';
import { writePika } from './pika.ts';
import { writeRabbitmqadmin } from './rabbitmqadmin.ts';
import { writeSpring } from './spring.ts';
import { bodyFile, type Reproduction, type ReproductionTarget } from './targets.ts';

/** All properties come in one frame, and RabbitMQ's largest is this, unless it is told otherwise. */
const MAX_FRAME = 131_072 - 1024;

type Form = { language: Reproduction['language']; write(message: Message, notes: Notes): string };

const forms: Record<Exclude<ReproductionTarget, 'curl'>, Form> = {
  fixture: { language: 'json', write: writeFixture },
  rabbitmqadmin: { language: 'shell', write: writeRabbitmqadmin },
  amqplib: { language: 'javascript', write: writeAmqplib },
  'php-amqplib': { language: 'php', write: writePhpAmqplib },
  pigeon: { language: 'php', write: writePigeon },
  pika: { language: 'python', write: writePika },
  spring: { language: 'java', write: writeSpring },
};

export type Reproduced = {
  as: ReproductionTarget;
  language: Reproduction['language'];
  text: string;
  notes: Note[];
};

/** `origin` is LetterThief's own address. Total. */
export function reproduce(as: ReproductionTarget, letter: ReproducedLetter, origin: string): Reproduced {
  const notes = openNotes();
  if (as === 'curl') {
    const text = writeCurl(letter, notes, origin);
    return { as, language: 'shell', text, notes: notes.list() };
  }
  const message = readMessage(letter, notes);
  const { language, write } = forms[as];
  if (message === null) {
    notes.add(
      `The message inside of ${letter.convention}’s error message cannot be read: nothing can be written`,
    );
    return { as, language, text: '', notes: notes.list() };
  }
  if (message.body.kind === 'file')
    notes.add(`The body is over 64 KB: download it, and save it as ${bodyFile} beside this`);
  if (message.headerBytes > MAX_FRAME)
    notes.add('RabbitMQ takes 128 KB of headers at most, and these are more: it will refuse them');
  const text = write(message, notes);
  return { as, language, text, notes: notes.list() };
}
