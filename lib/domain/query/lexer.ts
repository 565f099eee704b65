// A query cut into tokens: brackets, and words that are made of bare and quoted pieces. Linear, and total.

/** A quote inside of quotes is written twice. `isOpen`: the closing quote is missing. */
export type Piece = { text: string; isQuoted: boolean; start: number; end: number; isOpen?: true };
export type Token =
  | { kind: '(' | ')' | 'minus' | 'end'; start: number; end: number }
  | { kind: 'word'; pieces: readonly Piece[]; start: number; end: number };

const BLANK = /\s/u;

export function cutQuery(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (BLANK.test(char)) at += 1;
    else if (char === '(' || char === ')') {
      tokens.push({ kind: char, start: at, end: at + 1 });
      at += 1;
    } else if (char === '-') {
      // At the start of a word alone: those inside of one belong to it.
      tokens.push({ kind: 'minus', start: at, end: at + 1 });
      at += 1;
    } else {
      const pieces = readPieces(text, at);
      const end = pieces.at(-1)?.end ?? at + 1;
      tokens.push({ kind: 'word', pieces, start: at, end });
      at = end;
    }
  }
  tokens.push({ kind: 'end', start: text.length, end: text.length });
  return tokens;
}

function readPieces(text: string, start: number): Piece[] {
  const pieces: Piece[] = [];
  let at = start;
  while (at < text.length) {
    const piece = text.charAt(at) === '"' ? readQuoted(text, at) : readBare(text, at);
    if (piece.end === at) break;
    pieces.push(piece);
    at = piece.end;
  }
  return pieces;
}

function readBare(text: string, start: number): Piece {
  let end = start;
  while (end < text.length && !isBorder(text.charAt(end))) end += 1;
  return { text: text.slice(start, end), isQuoted: false, start, end };
}

function readQuoted(text: string, start: number): Piece {
  let inside = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) {
      return { text: inside + text.slice(at), isQuoted: true, start, end: text.length, isOpen: true };
    }
    inside += text.slice(at, quote);
    at = quote + 1;
    if (text.charAt(at) !== '"') return { text: inside, isQuoted: true, start, end: at };
    inside += '"';
    at += 1;
  }
}

function isBorder(char: string): boolean {
  return char === '(' || char === ')' || char === '"' || BLANK.test(char);
}
