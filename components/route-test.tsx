// What a route would post for the last letters that fit, saved or not; and one of them posted for real, after a question.
import { useEffect, useState } from 'react';
import { targetFault } from '#lib/domain/alerts/channel.ts';
import type { RoutePreview } from '#lib/domain/alerts/routes.ts';
import { post, type Answer } from './api.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNote } from './problem-note.tsx';
import { sayTarget } from './outlet-words.ts';
import { FALLBACK_KEY, mentionOf, type RouteForm } from './route-form.ts';
import { RoutePosts } from './route-posts.tsx';
import { RouteTrial } from './route-trial.tsx';

export function RouteTest({
  route,
  slackChannel,
  isKnown,
  onClose,
}: {
  route: RouteForm;
  slackChannel: string | null;
  /** Where it goes is saved, for this route or another. */
  isKnown: boolean;
  onClose: () => void;
}) {
  const [answer, setAnswer] = useState<Answer<RoutePreview> | null>(null);
  const name = route.name.trim() || 'A new route';
  const isFallback = route.key === FALLBACK_KEY;

  useEffect(() => {
    let isOver = false;
    void ask(route, false).then((told) => isOver || setAnswer(told));
    return () => {
      isOver = true;
    };
  }, [route]);

  return (
    <Dialog
      title={`Test: ${name}`}
      onClose={onClose}
      footer={
        <RouteTrial
          outlet={route.outlet}
          to={sayTarget(route, isFallback ? slackChannel : null)}
          hasSlack={slackChannel !== null}
          isKnown={isKnown}
          hasLetters={answer?.ok === true && answer.value.letters.length > 0}
          onPost={() => ask(route, true)}
          onClose={onClose}
        />
      }
    >
      {answer === null && (
        <div className="grid gap-2" aria-busy="true" data-loading>
          <p className="text-ink-2">Looking for the last letters that fit…</p>
          {['h-28', 'h-28'].map((height, at) => (
            <div key={at} className={`${height} rounded-md bg-sunken`} />
          ))}
        </div>
      )}
      {answer?.ok === false && <ProblemNote problem={answer.problem}>Nothing was posted.</ProblemNote>}
      {answer?.ok === true && (
        <RoutePosts
          preview={answer.value}
          query={route.query}
          outlet={route.outlet}
          isFallback={isFallback}
        />
      )}
    </Dialog>
  );
}

/** What is not filled in yet does not stand in the way of looking. */
function ask(
  { key: _key, id: _id, secret: _secret, ...given }: RouteForm,
  isForReal: boolean,
): Promise<Answer<RoutePreview>> {
  const target = given.target.trim() || null;
  // Slack’s may be empty.
  const isAim = target !== null && targetFault(given.outlet, target) === null;
  const route = isForReal || isAim ? { ...given, target } : { ...given, outlet: 'slack', target: null };
  return post('/api/v1/alert-routes/previews', {
    route: { ...route, mention: mentionOf(given), name: given.name.trim() || 'A new route' },
    post: isForReal,
  });
}
