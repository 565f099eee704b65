// All letters that try to hurt. Their order is the order in which they are published.
import { bodies } from './corpus/bodies.ts';
import { deathsOfAllShapes } from './corpus/deaths.ts';
import { headerTables } from './corpus/headers.ts';
import { markup } from './corpus/markup.ts';
import { lies } from './corpus/properties.ts';
import { slackTexts } from './corpus/slack.ts';
import { texts } from './corpus/text.ts';
import type { HostileLetter } from './letter.ts';

export const corpus: readonly HostileLetter[] = [
  ...slackTexts,
  ...markup,
  ...texts,
  ...deathsOfAllShapes,
  ...lies,
  ...headerTables,
  ...bodies,
];
