// What failed in a run of vitest, from the file of its JSON reporter.
import { readFile } from 'node:fs/promises';

const MOST_CHARACTERS = 1500;

type Told = {
  testResults: {
    name: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};

/** One text for each test that failed, and for each file that could not be run at all. */
export async function readFailures(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return ['vitest itself ended before it could tell'];
  const { testResults } = JSON.parse(text) as Told;
  return testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message === '' ? [] : [`${name}\n${cut(message)}`]),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}\n${cut(failureMessages.join('\n'))}`),
  ]);
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text;
}
