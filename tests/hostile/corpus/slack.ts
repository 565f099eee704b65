// Text that Slack gives a meaning: mentions, links, formatting, and posts that look like ours.
import { deathIn, text } from '#tests/letters.ts';
import { joinBytes } from '#tests/wire.ts';
import { fullQueue, type HostileLetter } from '../letter.ts';

const mentions = '<!here> <!channel> <!everyone> <@U1> <#C1> <!subteam^S1> @here @channel @everyone';
const marks = '*bold* _italic_ ~struck~ `code` ```block``` > quote\n> quote\n• list 🎉 ``` ` ```';
const links =
  '<https://evil.example|Open the letter> https://evil.example <mailto:a@evil.example> evil.example [x](https://evil.example)';
const entities = '&lt;!channel&gt; &amp;lt;!here&amp;gt; &#60;!here&#62; &lt;https://evil.example|x&gt;';
const forged =
  '`orders.billing`  *Rejected by its consumer*  <http://127.0.0.1:3000/dead-letters/1|Open the letter>\n```nothing happened```';

/** Wherever an alert quotes a letter: error, queue, exchange, routing key, reason. */
function everywhere(words: string): Pick<HostileLetter, 'source' | 'headers' | 'sought'> {
  const name = words.slice(0, 200);
  return {
    source: null,
    headers: joinBytes(
      deathIn(name, { reason: name, exchange: name, routingKey: name }),
      text('x-exception-message', words),
      text('x-exception-stacktrace', `com.shop.Boom: ${words}`),
    ),
    sought: words.slice(0, 40).trim(),
  };
}

export const slackTexts: HostileLetter[] = [
  { name: 'mentions', ...everywhere(mentions) },
  { name: 'formatting', ...everywhere(marks), sought: '*bold* _italic_ ~struck~' },
  { name: 'links', ...everywhere(links) },
  { name: 'entities that unfold to mentions', ...everywhere(entities) },
  { name: 'a post like ours', ...everywhere(forged) },
  { name: 'a date of Slack', ...everywhere('<!date^1^{date}^https://evil.example|x>') },
  {
    name: 'a queue that mentions',
    source: { ...fullQueue, queue: '`<!here>` *x* <@U1>' },
    told: { sourceQueue: '`<!here>` *x* <@U1>' },
  },
  {
    name: 'an error longer than a post',
    ...everywhere(`&<>\`${'<!here>&'.repeat(6000)}`),
    sought: '<!here>&<!here>',
  },
  {
    name: 'an error of blanks within',
    ...everywhere(`x${' '.repeat(1900)}${' '.repeat(40_000)}y`),
    sought: 'com.shop.Boom: x',
  },
];
