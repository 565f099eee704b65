// The newest letter's post, for real: it asks once, says where it goes, and tells what came of it.
import { useState } from 'react';
import type { Outlet } from '#lib/domain/alerts/channel.ts';
import type { RoutePreview } from '#lib/domain/alerts/routes.ts';
import type { Answer, Problem } from './api.ts';
import { outletWords } from './outlet-words.ts';
import { ProblemNote } from './problem-note.tsx';

type State =
  | { kind: 'idle' | 'asking' | 'posting' }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'done'; posted: NonNullable<RoutePreview['posted']> };

export function RouteTrial({
  outlet,
  to,
  hasSlack,
  isKnown,
  hasLetters,
  onPost,
  onClose,
}: {
  outlet: Outlet;
  /** In short; null where nothing is named. */
  to: string | null;
  hasSlack: boolean;
  /** Where it goes is saved. */
  isKnown: boolean;
  hasLetters: boolean;
  onPost: () => Promise<Answer<RoutePreview>>;
  onClose: () => void;
}) {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const isPosting = state.kind === 'posting';
  const why = whyNot({ outlet, to, hasSlack, isKnown, hasLetters });

  async function go() {
    setState({ kind: 'posting' });
    const answer = await onPost();
    if (!answer.ok) return setState({ kind: 'refused', problem: answer.problem });
    const { posted } = answer.value;
    setState(posted === null ? { kind: 'idle' } : { kind: 'done', posted });
  }

  if (state.kind === 'asking' || isPosting)
    return (
      <>
        <p className="grow basis-full">
          {outlet === 'email' ? 'Mails' : 'Posts'} it to <span className="mono wrap-anywhere">{to}</span>,
          where people see it, marked as a trial{outlet === 'slack' && ' and without buttons'}.
        </p>
        <button type="button" className="btn" disabled={isPosting} onClick={() => setState({ kind: 'idle' })}>
          Not now
        </button>
        <button
          type="button"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it takes the place of the button that was pressed
          autoFocus
          className="btn go max-w-full"
          aria-disabled={isPosting}
          onClick={() => (isPosting ? undefined : void go())}
          data-confirm="trial"
        >
          <span className="clip">
            {isPosting ? 'Posting…' : `${outlet === 'email' ? 'Mail' : 'Post'} to ${to}`}
          </span>
        </button>
      </>
    );
  return (
    <>
      <Outcome state={state} to={to} />
      {why !== null && <p className="grow self-center text-sm text-ink-3">{why}</p>}
      <button
        type="button"
        className="btn"
        disabled={why !== null}
        onClick={() => setState({ kind: 'asking' })}
        data-act="trial"
      >
        Post the newest one for real…
      </button>
      <button type="button" className="btn go" onClick={onClose} data-first>
        Close
      </button>
    </>
  );
}

function Outcome({ state, to }: { state: State; to: string | null }) {
  if (state.kind === 'refused')
    return (
      <div className="basis-full">
        <ProblemNote problem={state.problem} />
      </div>
    );
  if (state.kind !== 'done') return null;
  const { posted } = state;
  if (posted.state === 'posted')
    return (
      <p role="status" className="basis-full rounded-sm bg-good-soft px-3 py-2 text-good" data-trial="posted">
        Posted to <span className="mono wrap-anywhere">{to}</span>.{' '}
        {posted.permalink !== null && /^https?:\/\//.test(posted.permalink) && (
          <a className="link" href={posted.permalink} target="_blank" rel="noopener noreferrer">
            See it in Slack
          </a>
        )}
      </p>
    );
  const isFailed = posted.state === 'failed';
  return (
    <div
      role="alert"
      className={`basis-full rounded-sm px-3 py-2 wrap-anywhere ${isFailed ? 'bg-bad-soft text-bad' : 'bg-wait-soft text-wait'}`}
      data-trial={posted.state}
    >
      <b>{isFailed ? 'Not posted.' : 'Not posted yet.'}</b> {posted.problem}
    </div>
  );
}

function whyNot({
  outlet,
  to,
  hasSlack,
  isKnown,
  hasLetters,
}: {
  outlet: Outlet;
  to: string | null;
  hasSlack: boolean;
  isKnown: boolean;
  hasLetters: boolean;
}): string | null {
  if (outlet === 'slack' && !hasSlack) return 'Slack is not set up here.';
  if (to === null) return `It has ${outletWords[outlet].none}.`;
  if (outlet !== 'slack' && !isKnown) return 'Save the route first.';
  return hasLetters ? null : 'There is no letter to post.';
}
