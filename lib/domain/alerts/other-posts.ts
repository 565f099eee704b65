// Posts that are not a group's own: of several groups, the companions in a thread, and what is told to one person or of the works.
import { codeSpan, count, link, plainLine } from '#lib/domain/escape-slack.ts';
import { context, section, sections, type Block, type SlackPost } from './blocks.ts';
import { menuOf } from './buttons.ts';
import { sayGroupLine } from './lead-post.ts';
import { counted, errorOf, sayTime } from './post-words.ts';
import type { ToldGroup } from './told-group.ts';
import { mentionOf } from './slack-id.ts';

// n.b. besides its documented limits Slack refuses posts whose blocks are over about 13,200 characters in all
// (msg_blocks_too_long, slackapi/bolt-js#2509).
const MAX_LINES = 11_000;
const MAX_GROUPS = 20;

/** Groups that began at once. `total` may be more than are given. */
export function buildSharedPost(
  { groups, total, isHeld }: { groups: readonly ToldGroup[]; total: number; isHeld: boolean },
  publicUrl: string,
  mentions: readonly string[] = [],
): SlackPost {
  const byWeight = groups.toSorted((a, b) => b.letters - a.letters);
  const lines: Block[] = [];
  let room = MAX_LINES;
  for (const group of byWeight.slice(0, MAX_GROUPS)) {
    const block = section(sayGroupLine(group, publicUrl), group.done === null ? menuOf(group) : undefined);
    const size = JSON.stringify(block).length;
    if (size > room) continue;
    room -= size;
    lines.push(block);
  }
  const more = total - lines.length;
  const letters = groups.reduce((sum, group) => sum + group.letters, 0);
  const head = `${counted(total, isHeld ? 'failure' : 'new failure')}, ${counted(letters, 'letter')}`;
  const pinged = mentions.map((id) => `  ${mentionOf(id)}`).join('');
  const first = byWeight[0]?.firstAt;
  return {
    text: `${head}: ${byWeight
      .slice(0, 3)
      .map(({ title }) => plainLine(title, 150))
      .join(', ')}`,
    blocks: [
      section(`*${head}*${pinged}  ${link(`${publicUrl}/failure-groups`, 'Open the groups')}`),
      ...lines,
      ...(more > 0 ? [section(`and ${counted(more, 'more group')}`)] : []),
      context(
        isHeld ? 'Came in quiet hours' : 'Told together because they began at once',
        ...(first === undefined ? [] : [`since ${sayTime(first)}`]),
      ),
    ],
  };
}

export type Companion = {
  id: string;
  at: Date;
  routingKey: string | null;
  errorType: string | null;
  errorMessage: string | null;
};

/** Letters of a group after its first, one by one; `total` may be more than are given. */
export function buildReply(companions: readonly Companion[], total: number, publicUrl: string): SlackPost {
  const lines = companions.map((one) => {
    const url = `${publicUrl}/dead-letters/${encodeURIComponent(one.id)}`;
    const error = errorOf(one);
    const said = error === null ? '' : `  ${codeSpan(error, 200)}`;
    return `${link(url, 'Letter')}  ${sayTime(one.at)}  ${codeSpan(one.routingKey ?? '', 100)}${said}`;
  });
  if (total > lines.length) lines.push(`and ${count(total - lines.length)} more`);
  return {
    text: total === 1 ? 'Another letter of this group' : `${counted(total, 'more letter')} of this group`,
    blocks: sections(lines),
  };
}

/** What an answer or a notice says: lines of our own words, foreign ones escaped by who wrote them. */
export function buildSaid(lines: readonly string[]): SlackPost {
  return {
    text: plainLine(lines.join(' ').replace(/<[^>|]*\|([^>]*)>/g, '$1'), 300),
    blocks: sections(lines),
  };
}
