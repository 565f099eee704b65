// How large the story is, and how its pages say so. STORY_LETTERS=200000 is for a run by hand.
import { inFigures } from '#tests/browser/run-page.ts';
import { causes } from './shop.ts';

export const LETTERS = Number(process.env.STORY_LETTERS ?? 2000);
export const OLDER = LETTERS / 2;
const PER_CUSTOMER = 20;
export const CUSTOMERS = Math.ceil(LETTERS / PER_CUSTOMER);
/** A second, as the question offers it. */
export const RATE = 50;
export const TRIAL = 10;
/** In vain is waited so long. */
export const LIMIT_MS = 60_000 + LETTERS * 20;

export const perCause = (at: number): number => Math.ceil((LETTERS - at) / causes.length);
// Where counting takes too long the pages say so.
export const saysOpen = (many: number): RegExp => new RegExp(`^(${inFigures(many)}|Over .*) open letters$`);
export const saysAll = (many: number): RegExp => new RegExp(`^(${inFigures(many)}|about .*) letters match$`);
