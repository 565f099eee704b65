// Text in Slack's own markup, as Slack shows it. Whatever stands in it stays text: React writes it.
import { Fragment, type ReactNode } from 'react';
import { readMrkdwn, type Inline, type TextBlock } from '#lib/domain/alerts/mrkdwn.ts';

export function SlackText({ text }: { text: string }) {
  return readMrkdwn(text).map((block, at) => <Block key={at} block={block} />);
}

function Block({ block }: { block: TextBlock }) {
  if (block.kind === 'code_block')
    return (
      <pre className="mono my-1 rounded-sm border border-line bg-sunken px-2.5 py-1.5 whitespace-pre-wrap wrap-anywhere">
        {block.text}
      </pre>
    );
  const parts = <Parts parts={block.parts} />;
  if (block.kind === 'quote') return <p className="border-l-2 border-line-strong pl-2.5">{parts}</p>;
  return <p className="min-h-[1lh] whitespace-pre-wrap wrap-anywhere">{parts}</p>;
}

function Parts({ parts }: { parts: readonly Inline[] }) {
  return parts.map((part, at) => <Fragment key={at}>{show(part)}</Fragment>);
}

function show(part: Inline): ReactNode {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return (
        <code className="mono box-decoration-clone rounded-[4px] border border-line bg-sunken px-1 py-px wrap-anywhere">
          {part.text}
        </code>
      );
    case 'mention':
      return <span className="rounded-[3px] bg-accent-soft px-0.5 text-accent">{part.text}</span>;
    case 'link':
      return (
        <a className="link" href={part.url} target="_blank" rel="noopener noreferrer">
          {part.text}
        </a>
      );
    case 'date':
      return (
        <time dateTime={new Date(part.at).toISOString()} title={part.text}>
          {sayDate(part.at, part.format)}
        </time>
      );
    case 'bold':
      return (
        <b>
          <Parts parts={part.parts} />
        </b>
      );
    case 'italic':
      return (
        <i>
          <Parts parts={part.parts} />
        </i>
      );
    case 'strike':
      return (
        <s>
          <Parts parts={part.parts} />
        </s>
      );
  }
}

/** In the reader's zone, as Slack fills in {date_short_pretty} and its like. */
function sayDate(at: number, format: string): string {
  const date = new Date(at);
  return format.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'time') return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    if (name === 'time_secs') return date.toLocaleTimeString('en-GB');
    if (name === 'date_num') return date.toLocaleDateString('sv-SE');
    if (name.endsWith('_pretty') && date.toDateString() === new Date().toDateString()) return 'Today';
    return date.toLocaleDateString('en-US', { month: 'short', day: 'numeric', year: 'numeric' });
  });
}
