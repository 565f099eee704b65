// Status, reason and outcome: by shape and word as well as by colour.
import {
  Archive,
  Check,
  CircleDot,
  CircleHelp,
  Clock,
  Copy,
  CornerUpLeft,
  Layers,
  MessageSquare,
  RefreshCw,
  Repeat,
  Send,
  Undo2,
  X,
  type LucideIcon,
} from 'lucide-react';
import { countInWords } from '#lib/domain/amount-words.ts';
import type { DeadLetterSummary, LetterStatus, ReplayStage } from '#lib/domain/dead-letter.ts';
import { reasonWord } from '#lib/domain/letter-title.ts';
import { outcomeInWords, type Tone } from '#lib/domain/outcome-words.ts';

const statuses: Record<LetterStatus, { tone: Tone; Icon: LucideIcon }> = {
  open: { tone: 'bad', Icon: CircleDot },
  replaying: { tone: 'wait', Icon: Send },
  replayed: { tone: 'good', Icon: Check },
  discarded: { tone: 'plain', Icon: Archive },
};

const reasons: Record<string, { tone: Tone; Icon: LucideIcon }> = {
  rejected: { tone: 'bad', Icon: X },
  expired: { tone: 'wait', Icon: Clock },
  maxlen: { tone: 'wait', Icon: Layers },
  delivery_limit: { tone: 'bad', Icon: Repeat },
};

export function StatusBadge({ status }: { status: LetterStatus }) {
  const { tone, Icon } = statuses[status];
  return (
    <Badge tone={tone} Icon={Icon} data-status-badge={status}>
      {status}
    </Badge>
  );
}

export function ReasonBadge({ reason }: { reason: string | null }) {
  const { tone, Icon } = reasons[reason ?? ''] ?? { tone: 'plain', Icon: CircleHelp };
  return (
    <Badge tone={tone} Icon={Icon}>
      {reasonWord(reason)}
    </Badge>
  );
}

/** What became of the last replay of a letter that stands open again. */
export function OutcomeBadge({ stage }: { stage: ReplayStage }) {
  const { word, tone, sentence } = outcomeInWords(stage);
  return (
    <Badge
      tone={tone}
      Icon={stage === 'unknown' ? CircleHelp : RefreshCw}
      title={sentence}
      data-outcome={stage}
    >
      last try: {word}
    </Badge>
  );
}

export function CameBackBadge({ from }: { from: NonNullable<DeadLetterSummary['cameFrom']> }) {
  if (from.wasPutBack)
    return (
      <Badge tone="plain" Icon={Undo2} title="It was put back into its dead-letter queue, and drained again.">
        was put back
      </Badge>
    );
  return (
    <Badge tone="wait" Icon={CornerUpLeft} title="It was tried again, and died again.">
      {from.isSameQueue ? 'came back' : 'died elsewhere'}
    </Badge>
  );
}

export function PerhapsTwoBadge() {
  return (
    <Badge tone="wait" Icon={Copy} title="RabbitMQ delivered the same bytes again: one letter, or two.">
      perhaps two
    </Badge>
  );
}

export function NotesMark({ count }: { count: number }) {
  return (
    <span
      className="inline-flex items-center gap-1 text-sm text-ink-2"
      title={countInWords(count, 'note')}
      data-notes={count}
    >
      <MessageSquare size={12} aria-hidden="true" />
      {count}
      <span className="sr-only">{count === 1 ? 'note' : 'notes'}</span>
    </span>
  );
}

function Badge({
  tone,
  Icon,
  children,
  ...rest
}: { tone: Tone; Icon: LucideIcon; children: React.ReactNode } & React.ComponentProps<'span'>) {
  return (
    <span className={`badge ${tone === 'plain' ? '' : tone}`} {...rest}>
      <Icon size={11} strokeWidth={2.5} aria-hidden="true" />
      <span className="clip">{children}</span>
    </span>
  );
}
