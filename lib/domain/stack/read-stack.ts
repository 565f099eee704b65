// Reads the text of a stack trace. Total: what it does not know stays as text, and no line is lost.
import { Chain } from './chain.ts';
import { dotnet } from './dotnet.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { javascript } from './javascript.ts';
import type { Language } from './language.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import type { Stack, StackError } from './stack.ts';

/** Of two that read as many calls the first one is taken. */
const languages = [java, javascript, dotnet, python, php, ruby, go] as const;
/** So many lines tell whose stack it is. */
const MAX_TRIED = 500;
/** A longer line is no call. */
const MAX_LINE = 2000;

/** The errors of a stack trace, the one that was raised last first; each with its calls and its causes. */
export function readStack(text: string): Stack {
  // n.b. no /\s+$/: it takes seconds for a long run of blanks within.
  const lines = text.trimEnd().split(/\r?\n/);
  const language = languageOf(lines);
  const chain = new Chain();
  for (let at = 0; at < lines.length; at++) {
    if (chain.isFull) {
      chain.addText(lines.slice(at).join('\n'));
      break;
    }
    const line = lines[at]!;
    const frame = language === null ? null : frameAt(language, lines, at);
    if (frame !== null) {
      chain.addFrame(frame);
      at += frame.text.split('\n').length - 1;
    } else if (language === null && at > 0) chain.addText(line);
    else if (language === null || line.length > MAX_LINE) chain.say(line);
    else language.takeLine(line, chain);
    if (language?.isEnd?.(line)) chain.closeCause();
  }
  const error = chain.finish();
  if (language?.readPlace) findPlaces(language.readPlace, error);
  const newestCall = language?.newestCall ?? 'first';
  return { language: language?.name ?? null, newestCall, isTurned: chain.isTurned, error };
}

function languageOf(lines: readonly string[]): Language | null {
  const tried = lines.slice(0, MAX_TRIED);
  let best: Language | null = null;
  let most = 0;
  for (const language of languages) {
    const frames = tried.filter((_, at) => frameAt(language, tried, at) !== null).length;
    if (frames <= most) continue;
    best = language;
    most = frames;
  }
  return best;
}

function frameAt(language: Language, lines: readonly string[], at: number) {
  return lines[at]!.length > MAX_LINE ? null : language.readFrame(lines, at);
}

function findPlaces(readPlace: NonNullable<Language['readPlace']>, error: StackError): void {
  error.raisedAt = readPlace(error.headline);
  for (const cause of error.causes) findPlaces(readPlace, cause);
}
