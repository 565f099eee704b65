// A post as Slack would show it. Its buttons do nothing here.
import type { RoutePreview } from '#lib/domain/alerts/routes.ts';
import { Mark } from './mark.tsx';
import { SlackText } from './slack-text.tsx';

type Blocks = RoutePreview['letters'][number]['blocks'];
type Loose = Record<string, unknown>;

export function SlackPreview({ blocks }: { blocks: Blocks }) {
  return (
    <div className="grid grid-cols-[28px_minmax(0,1fr)] gap-x-2.5">
      <span
        className="grid size-7 place-items-center rounded-md bg-accent-soft text-accent"
        aria-hidden="true"
      >
        <Mark />
      </span>
      <div className="grid min-w-0 gap-1.5">
        <p className="flex items-baseline gap-1.5 leading-tight">
          <b>LetterThief</b>
          <span className="rounded-[3px] bg-sunken px-1 text-xs text-ink-2">APP</span>
        </p>
        {blocks.map((block, at) => (
          <Block key={at} block={block} />
        ))}
      </div>
    </div>
  );
}

function Block({ block }: { block: Blocks[number] }) {
  switch (block.type) {
    case 'section':
      return (
        <div>
          <SlackText text={textOf(block['text'])} />
        </div>
      );
    case 'header':
      return <p className="text-lg font-semibold">{textOf(block['text'])}</p>;
    case 'context':
      return (
        <div className="text-sm text-ink-2">
          {listOf(block['elements']).map((element, at) => (
            <SlackText key={at} text={textOf(element)} />
          ))}
        </div>
      );
    case 'actions':
      return (
        <div className="flex flex-wrap gap-1.5">
          {listOf(block['elements']).map((element, at) => (
            <button
              key={at}
              type="button"
              disabled
              title="In Slack it does something"
              className={`btn ${element['style'] === 'primary' ? 'go' : ''}`}
            >
              {textOf(element['text'])}
            </button>
          ))}
        </div>
      );
    case 'divider':
      return <hr className="border-line" />;
    default:
      return <p className="text-sm text-ink-3">({block.type})</p>;
  }
}

function textOf(value: unknown): string {
  const text: unknown = Object(value) === value ? (value as Loose)['text'] : value;
  return typeof text === 'string' ? text : '';
}

function listOf(value: unknown): Loose[] {
  return Array.isArray(value) ? value.filter((one): one is Loose => Object(one) === one) : [];
}
