'use client';
// The routes in their order, and last what takes everything else.
import { useEffect, useRef, useState } from 'react';
import type { AlertRoutes } from '#lib/domain/alerts/routes.ts';
import { channelOf, FALLBACK_KEY, placeOf, type RouteForm, type RoutesForm } from './route-form.ts';
import { RouteRow } from './route-row.tsx';
import { RouteTest } from './route-test.tsx';

export function RouteList({
  form,
  given,
  open,
  onToggle,
  onEdit,
}: {
  form: RoutesForm;
  /** As they stand, with what is wrong with them. */
  given: AlertRoutes;
  /** Keys of those that are opened. */
  open: ReadonlySet<string>;
  onToggle: (key: string) => void;
  onEdit: (form: RoutesForm) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const moved = useRef<{ key: string; act: 'up' | 'down' } | null>(null);
  const [told, tell] = useState('');
  const [tested, setTested] = useState<RouteForm | null>(null);
  const { items, fallback } = form;

  // What is moved in a page loses its focus.
  useEffect(() => {
    if (moved.current === null) return;
    const { key, act } = moved.current;
    moved.current = null;
    const row = list.current?.querySelector(`[data-route-key="${key}"]`);
    const button =
      row?.querySelector<HTMLElement>(`[data-act="${act}"]:enabled`) ??
      row?.querySelector<HTMLElement>('[data-act="up"]:enabled, [data-act="down"]:enabled');
    button?.focus();
  });

  function change(key: string, to: Partial<RouteForm>) {
    if (key === FALLBACK_KEY) return onEdit({ ...form, fallback: { ...fallback, ...to } });
    onEdit({ ...form, items: items.map((route) => (route.key === key ? { ...route, ...to } : route)) });
  }

  function move(route: RouteForm, at: number, by: 1 | -1) {
    moved.current = { key: route.key, act: by === 1 ? 'down' : 'up' };
    tell(`${route.name} is route ${at + by + 1} of ${items.length} now`);
    onEdit({ ...form, items: items.toSpliced(at, 1).toSpliced(at + by, 0, route) });
  }

  function remove(route: RouteForm, at: number) {
    const next = items[at + 1] ?? items[at - 1] ?? fallback;
    list.current?.querySelector<HTMLElement>(`[data-route-key="${next.key}"] [data-act="edit"]`)?.focus();
    tell(`${route.name} is taken away`);
    onEdit({ ...form, items: items.toSpliced(at, 1) });
  }

  /** Of a route that is saved, as long as it posts to the same place. */
  function standingOf(route: RouteForm) {
    const saved = route.key === FALLBACK_KEY ? given.default : given.items.find(({ id }) => id === route.id);
    return saved !== undefined && leadsTo(route, saved) ? saved : null;
  }

  return (
    <>
      <ol ref={list}>
        {[...items, fallback].map((route, at) => (
          <RouteRow
            key={route.key}
            route={route}
            at={at}
            count={items.length}
            place={placeOf(form, route.key)}
            standing={standingOf(route)}
            slackChannel={given.slackChannel}
            isOpen={open.has(route.key)}
            onToggle={() => onToggle(route.key)}
            onChange={(to) => change(route.key, to)}
            onMove={(by) => move(route, at, by)}
            onRemove={() => remove(route, at)}
            onTest={() => setTested(route)}
          />
        ))}
      </ol>
      <output className="sr-only">{told}</output>
      {tested !== null && (
        <RouteTest
          route={tested}
          slackChannel={given.slackChannel}
          isKnown={[...given.items, given.default].some((one) => leadsTo(tested, one))}
          onClose={() => setTested(null)}
        />
      )}
    </>
  );
}

function leadsTo(route: RouteForm, { outlet, target }: AlertRoutes['default']): boolean {
  return outlet === route.outlet && target === channelOf(route);
}
