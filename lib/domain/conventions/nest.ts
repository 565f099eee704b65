// NestJS' microservices over RabbitMQ (@nestjs/microservices 10 to 12): the body names a pattern; the error is not told.
import { asObject } from './clues.ts';
import type { Convention } from './convention.ts';

export const nest: Convention = {
  name: 'NestJS',
  certainty: 1,
  reads: [],
  bodyKeys: ['pattern'],
  recognise(clues) {
    const { object } = clues;
    if (object === null || !('pattern' in object) || !('data' in object)) return null;
    // Requests have an id, events have none; nothing else is there.
    if (Object.keys(object).some((key) => !['pattern', 'data', 'id', 'options'].includes(key))) return null;
    const pattern = sayPattern(object.pattern);
    return pattern === null ? null : { from: 'the body: pattern and data', messageType: pattern };
  },
};

/** A text, or an object that Nest compares key by key. */
function sayPattern(pattern: unknown): string | null {
  if (typeof pattern === 'string' && pattern !== '') return pattern.slice(0, 300);
  return asObject(pattern) === null ? null : JSON.stringify(pattern).slice(0, 300);
}
