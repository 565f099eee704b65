// What a route would post for the last letters that fit, saved or not; and one of them posted for real, after a question.
import { useEffect, useState } from 'react';
import type { RoutePreview } from '#lib/domain/alerts/routes.ts';
import { post, type Answer } from './api.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNote } from './problem-note.tsx';
import { channelOf, FALLBACK_KEY, type RouteForm } from './route-form.ts';
import { RoutePosts } from './route-posts.tsx';
import { RouteTrial } from './route-trial.tsx';

export function RouteTest({
  route,
  slackChannel,
  onClose,
}: {
  route: RouteForm;
  slackChannel: string | null;
  onClose: () => void;
}) {
  const [answer, setAnswer] = useState<Answer<RoutePreview> | null>(null);
  const name = route.name.trim() || 'A new route';
  const isFallback = route.key === FALLBACK_KEY;
  const channel = channelOf(route) ?? (isFallback ? slackChannel : null);

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
          channel={channel}
          hasSlack={slackChannel !== null}
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
        <RoutePosts preview={answer.value} query={route.query} isFallback={isFallback} />
      )}
    </Dialog>
  );
}

/** What is not filled in yet does not stand in the way of looking. */
function ask({ key: _key, id: _id, ...route }: RouteForm, isForReal: boolean): Promise<Answer<RoutePreview>> {
  return post('/api/v1/alert-routes/previews', {
    route: { ...route, name: route.name.trim() || 'A new route', target: route.target.trim() || null },
    post: isForReal,
  });
}
