// Reads a query. Total: a tree, or one fault with its place; never a tree of half of it.
import { readTerm } from './terms.ts';
import { Faulty, type QueryFault } from './fault.ts';
import { cutQuery, type Token } from './lexer.ts';
import type { Query } from './tree.ts';

export const MAX_QUERY = 10_000;
/** Brackets and `-` inside of one another, and conditions: what Postgres plans in no time. */
const MAX_DEPTH = 20;
const MAX_TERMS = 100;

export type ReadQuery = { ok: true; query: Query } | { ok: false; fault: QueryFault };

export function readQuery(text: string): ReadQuery {
  try {
    return { ok: true, query: new Parser(text).read() };
  } catch (error) {
    if (error instanceof Faulty) return { ok: false, fault: error.fault };
    throw error;
  }
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #terms = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.length > MAX_QUERY) throw this.#fault(MAX_QUERY, text.length, 'at most 10,000 characters');
    const unstorable = /\0|\p{Surrogate}/u.exec(text);
    if (unstorable) throw this.#fault(unstorable.index, unstorable.index + 1, 'whole characters, and no NUL');
    this.#tokens = cutQuery(text);
  }

  read(): Query {
    if (this.#next.kind === 'end') return { kind: 'all', of: [] };
    const query = this.#readAny(0);
    if (this.#next.kind === ')')
      throw this.#unexpected('a “(” that this one closes, or quotes around the text');
    return query;
  }

  #readAny(depth: number): Query {
    const of = [this.#readAll(depth)];
    while (this.#isWord('OR')) {
      this.#at += 1;
      of.push(this.#readAll(depth));
    }
    return of.length === 1 ? of[0]! : { kind: 'any', of };
  }

  #readAll(depth: number): Query {
    const of = [this.#readOne(depth)];
    for (;;) {
      if (this.#isWord('AND')) this.#at += 1;
      else if (this.#next.kind === 'end' || this.#next.kind === ')' || this.#isWord('OR')) break;
      of.push(this.#readOne(depth));
    }
    return of.length === 1 ? of[0]! : { kind: 'all', of };
  }

  #readOne(depth: number): Query {
    const token = this.#next;
    if ((token.kind === 'minus' || token.kind === '(') && depth >= MAX_DEPTH)
      throw this.#unexpected(`at most ${MAX_DEPTH} brackets and “-” inside of one another`);
    if (token.kind === 'minus') {
      this.#at += 1;
      if (this.#next.start !== token.end || this.#next.kind === 'end')
        throw this.#fault(token.start, token.end, 'a condition right after “-”, or quotes around it');
      return { kind: 'not', of: this.#readOne(depth + 1) };
    }
    if (token.kind === '(') return this.#readBracket(token, depth);
    if (token.kind !== 'word' || this.#isWord('OR') || this.#isWord('AND'))
      throw this.#unexpected('a condition: a word, a "phrase", key:value, “-” or “(”');
    if (this.#isWord('NOT')) throw this.#unexpected('“-” right before a condition, or "NOT" in quotes');
    this.#terms += 1;
    if (this.#terms > MAX_TERMS) throw this.#unexpected(`at most ${MAX_TERMS} conditions`);
    this.#at += 1;
    return readTerm(this.#text, token.pieces);
  }

  #readBracket(open: Token, depth: number): Query {
    this.#at += 1;
    const inside = this.#readAny(depth + 1);
    if (this.#next.kind !== ')') throw this.#unexpected(`“)” for the “(” at character ${open.start + 1}`);
    this.#at += 1;
    return inside;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #isWord(word: string): boolean {
    const token = this.#next;
    if (token.kind !== 'word' || token.pieces.length > 1) return false;
    const [piece] = token.pieces;
    return piece !== undefined && !piece.isQuoted && piece.text === word;
  }

  #unexpected(expected: string): Faulty {
    return this.#fault(this.#next.start, this.#next.end, expected);
  }

  #fault(start: number, end: number, expected: string): Faulty {
    return new Faulty(this.#text, start, end, expected);
  }
}
