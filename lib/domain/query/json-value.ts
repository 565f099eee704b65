// The value at a path in a JSON text, as its own characters: what letter_body_value() in Postgres gives. Null where there is none.

export function valueAt(text: string, path: readonly string[]): string | null {
  if (!isPlainJson(text)) return null;
  return new Finder(text).find(path);
}

/** Valid, and with no NUL and no half of a character in any of its strings: Postgres holds neither. */
function isPlainJson(text: string): boolean {
  let isPlain = true;
  const look = (value: unknown) => {
    if (typeof value === 'string' && /\0|\p{Surrogate}/u.test(value)) isPlain = false;
  };
  try {
    JSON.parse(text, (name, value: unknown) => {
      look(name);
      look(value);
      return value;
    });
    return isPlain;
  } catch {
    return false;
  }
}

const STRING = /"(?:[^"\\]|\\.)*"/y;

/** Walks a text that is known to be JSON. */
class Finder {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  find(path: readonly string[]): string | null {
    this.#skipBlanks();
    const [name, ...rest] = path;
    if (name === undefined) return this.#readValue();
    const open = this.#text.charAt(this.#at);
    const start = open === '{' ? this.#findMember(name) : open === '[' ? this.#findItem(name) : null;
    if (start === null) return null;
    this.#at = start;
    return this.find(rest);
  }

  #readValue(): string | null {
    const start = this.#at;
    this.#skipValue();
    const own = this.#text.slice(start, this.#at);
    if (own === 'null') return null;
    return own.startsWith('"') ? (JSON.parse(own) as string) : own;
  }

  #findMember(name: string): number | null {
    let found: number | null = null;
    this.#each(() => {
      const start = this.#at;
      this.#skipValue();
      const key = JSON.parse(this.#text.slice(start, this.#at)) as string;
      this.#skipBlanks();
      this.#at += 1;
      this.#skipBlanks();
      if (key === name) found = this.#at;
    });
    return found;
  }

  #findItem(name: string): number | null {
    if (!/^\s*[+-]?\d{1,9}$/.test(name)) return null;
    const starts: number[] = [];
    this.#each(() => starts.push(this.#at));
    return starts.at(Number(name)) ?? null;
  }

  /** Of a container, at the start of each of its members. */
  #each(look: () => void): void {
    this.#at += 1;
    this.#skipBlanks();
    while (!'}]'.includes(this.#text.charAt(this.#at))) {
      look();
      this.#skipValue();
      this.#skipBlanks();
      if (this.#text.charAt(this.#at) === ',') this.#at += 1;
      this.#skipBlanks();
    }
  }

  #skipValue(): void {
    let depth = 0;
    do {
      const char = this.#text.charAt(this.#at);
      if (char === '"') this.#skipString();
      else if (/[{[}\],:\s]/.test(char)) {
        if (char === '{' || char === '[') depth += 1;
        if (char === '}' || char === ']') depth -= 1;
        this.#at += 1;
      } else
        while (this.#at < this.#text.length && !/[{[}\],:\s]/.test(this.#text.charAt(this.#at)))
          this.#at += 1;
    } while (depth > 0);
  }

  #skipString(): void {
    STRING.lastIndex = this.#at;
    this.#at += STRING.exec(this.#text)?.[0].length ?? 1;
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at += 1;
  }
}
