// What somebody does on the stand-in Slack's page: pressing and typing a command, asked by the page itself alone.
import type { IncomingMessage } from 'node:http';
import { accept, refuse, type Answer } from './answers.ts';
import type { People, Pressed } from './people.ts';

/** Another site's page could send a form here, never with our Origin. */
export function isOwnPage({ headers }: IncomingMessage): boolean {
  return (
    headers.origin === `http://${headers.host}` &&
    (headers['content-type'] ?? '').split(';')[0]?.trim() === 'application/json'
  );
}

/** What came of it, in words for the page: empty when all went well. */
export async function answerPage(
  people: People,
  act: '/press' | '/command',
  values: Record<string, unknown>,
): Promise<Answer> {
  const given = (name: string) => (typeof values[name] === 'string' ? values[name] : '');
  const more = { channel: given('channel') };
  try {
    if (act === '/press') {
      const value = given('value');
      const chosen = value === '' ? more : { ...more, value };
      return accept({
        words: wordsFor(await people.press(given('user'), given('ts'), given('action'), chosen)),
      });
    }
    const [, command, text = ''] = /^(\/\S+)\s*(.*)$/s.exec(given('text').trim()) ?? [];
    if (command === undefined) return accept({ words: 'Only commands can be sent here: they begin with /.' });
    return accept({ words: wordsFor(await people.command(given('user'), text, { ...more, command })) });
  } catch (error) {
    return { ...refuse('not_possible'), body: { ok: false, words: String((error as Error).message) } };
  }
}

function wordsFor({ status, isInTime, faults }: Pressed): string {
  if (!isInTime || status === null) return 'The app did not answer in time (operation_timeout).';
  if (status < 200 || status > 299) return `The app answered HTTP ${status} (http_service_error).`;
  return faults.length > 0 ? `Slack refuses what the app answered: ${faults.join('; ')}` : '';
}
