// What no library can say, from a raw socket through the whole line and back: byte for byte.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compare, startLine, type Line } from './line.ts';
import { rawLetters } from './raw-letters.ts';

let line: Line;
beforeAll(async () => {
  line = await startLine();
});
afterAll(() => line.stop());

test('whatever a raw socket published arrives again as the dead-letter queue delivered it', async () => {
  const { raw } = line;
  const letters = rawLetters(line.user);
  const witnessed = [];
  for (const { name, ...message } of letters) {
    await line.lay(name);
    await raw.consume(name);
    const exchange = Buffer.from(`from-${name}`);
    expect(await raw.publish({ exchange, ...message }), name).toBe('confirmed');
    raw.reject((await raw.next(name)).deliveryTag);
    const original = await raw.next(`copy-${name}`);
    expect(Buffer.compare(original.routingKey, message.routingKey)).toBe(0);
    witnessed.push({ name, original, dead: await raw.next(`witness-${name}`) });
  }
  const ids = [];
  for (const { name } of letters) ids.push((await line.letterFrom(name)).id);
  await line.ask(ids);
  const details = await line.settled(ids);
  for (const [at, { name, original, dead }] of witnessed.entries()) {
    const letter = details[at]!;
    expect([name, letter.replays[0]], name).toMatchObject([name, { stage: 'confirmed' }]);
    const replay = await raw.next(`copy-${name}`);
    await compare(line, letter, { original, dead, replay });
  }
});
