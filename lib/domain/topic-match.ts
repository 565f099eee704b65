// Whether a routing key fits the pattern of a topic binding, as RabbitMQ has it: words between dots, `*` is one, `#` any number.

/** In steps: at most the words of the one multiplied by those of the other. */
export function fitsTopic(pattern: string, routingKey: string): boolean {
  const words = splitWords(routingKey);
  /** After each word of the pattern: how many words of the key it may have taken. */
  let taken = new Set([0]);
  for (const one of splitWords(pattern)) {
    const next = new Set<number>();
    if (one === '#') for (let at = Math.min(...taken); at <= words.length; at++) next.add(at);
    else
      for (const at of taken) if (at < words.length && (one === '*' || one === words[at])) next.add(at + 1);
    if (next.size === 0) return false;
    taken = next;
  }
  return taken.has(words.length);
}

/** An empty key has no word, not an empty one. */
function splitWords(text: string): string[] {
  return text === '' ? [] : text.split('.');
}
