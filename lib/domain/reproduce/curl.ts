// A replay as a call of our own REST API by curl. The token comes from the environment and stands in no argument.
import { sayShell, sayShellJson } from './literals.ts';
import type { ReproducedLetter } from './message.ts';
import type { Notes } from './notes.ts';

export function writeCurl(letter: ReproducedLetter, notes: Notes, origin: string): string {
  const body = JSON.stringify({ deadLetterIds: [letter.id], to: toOf(letter, notes) });
  notes.add('This tries the letter again where it came from: it is no copy for a broker of your own');
  return [
    `# LETTERTHIEF_TOKEN is a token of an operator, made under Settings.`,
    `curl --fail-with-body ${sayShell(`${origin}/api/v1/replays`)} \\`,
    "  --header 'Content-Type: application/json' \\",
    '  --header @- \\',
    `  --data ${sayShellJson(body)} <<END`,
    'Authorization: Bearer ${LETTERTHIEF_TOKEN:?Set it to a token of LetterThief first}',
    'END',
    '',
  ].join('\n');
}

function toOf({ exchange, routingKey, sourceQueue }: ReproducedLetter, notes: Notes): object {
  if (exchange !== null && routingKey !== null) return { kind: 'origin' };
  if (sourceQueue !== null) return { kind: 'queue' };
  notes.add('Neither where it was published nor the queue is known: put yours for my-queue');
  return { kind: 'exchange', exchange: '', routingKey: 'my-queue' };
}
