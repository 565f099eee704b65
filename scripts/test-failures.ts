// What failed in a run of vitest: a reporter for it, which writes to the file that TEST_FAILURES names, and who reads that file.
// Vitest's own JSON tells no error outside of a test (a hook's, or one that nobody caught), and those fail a run too.
import { readFile, writeFile } from 'node:fs/promises';
import type { Reporter, TestModule } from 'vitest/node';

const MOST_CHARACTERS = 1500;

type Errors = readonly { message?: string; stack?: string }[];

/** For `--reporter`: vitest makes one of it. */
export default class FailuresReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], unhandled: Errors): Promise<void> {
    const failures = modules.flatMap((file) => [
      ...told(file.moduleId, file.errors()),
      ...[...file.children.allSuites()].flatMap((suite) => told(suite.fullName, suite.errors())),
      ...[...file.children.allTests('failed')].flatMap((test) =>
        told(test.fullName, test.result().errors ?? []),
      ),
    ]);
    failures.push(...told('an error that no test caught', unhandled));
    await writeFile(process.env.TEST_FAILURES!, JSON.stringify(failures));
  }
}

/** One text for each test, hook and file that failed. */
export async function readFailures(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return ['vitest itself ended before it could tell'];
  const failures = JSON.parse(text) as string[];
  return failures.length > 0 ? failures : ['vitest ended with an error, and named none'];
}

function told(name: string, errors: Errors): string[] {
  if (errors.length === 0) return [];
  const text = errors.map(({ message = '', stack = '' }) =>
    stack.includes(message) ? stack : `${message}\n${stack}`,
  );
  return [`${name}\n${cut(text.join('\n'))}`];
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text;
}
