'use client';
// The alert routes and watches as one document: edited in place, saved as a whole, taken along and brought in as JSON.
import { useRef, useState } from 'react';
import type { AlertRoutes } from '#lib/domain/alerts/routes.ts';
import { FieldProblem } from './labelled-field.tsx';
import { MadeSecrets } from './made-secrets.tsx';
import { MatchChoice } from './match-choice.tsx';
import { sayTarget } from './outlet-words.ts';
import { Panel } from './panel.tsx';
import { keyAt, newRoute, type RoutesForm } from './route-form.ts';
import { RouteList } from './route-list.tsx';
import { RoutesFile } from './routes-file.tsx';
import { RoutesSave } from './routes-save.tsx';
import { useRoutesForm } from './use-routes-form.ts';
import { WatchesPanel } from './watches-panel.tsx';

const none: ReadonlySet<string> = new Set();

export function AlertsEditor({ routes: rendered }: { routes: AlertRoutes }) {
  const {
    given: routes,
    form,
    isEdited,
    isBusy,
    problem,
    secrets,
    edit,
    save,
    drop,
    forgetSecret,
  } = useRoutesForm(rendered);
  const [open, setOpen] = useState(none);
  const panel = useRef<HTMLDivElement>(null);

  const defaultTarget = sayTarget(form.fallback, routes.slackChannel);

  const toggle = (key: string) =>
    setOpen((now) => {
      const next = new Set(now);
      if (!next.delete(key)) next.add(key);
      return next;
    });

  function add() {
    const route = newRoute();
    edit({ ...form, items: [...form.items, route] });
    setOpen(new Set([...open, route.key]));
    // Once it stands there.
    requestAnimationFrame(() =>
      panel.current?.querySelector<HTMLElement>(`[data-route-key="${route.key}"] input`)?.focus(),
    );
  }

  async function trySave(isOver: boolean) {
    const refused = await save(isOver);
    if (refused === null) return setOpen(none);
    const key = keyAt(form, refused.field);
    if (key !== null) setOpen((now) => new Set([...now, key]));
  }

  function cancel() {
    drop();
    setOpen(none);
  }

  function bringIn(next: RoutesForm) {
    edit(next);
    setOpen(none);
  }

  return (
    <div ref={panel} className="flex min-w-0 flex-col gap-3" data-edited={isEdited}>
      <FieldProblem value={problem}>
        <Panel
          title="Routes"
          name="routes"
          count={form.items.length}
          actions={
            <button type="button" className="btn" onClick={add} data-act="add-route">
              Add a route
            </button>
          }
        >
          <MatchChoice match={form.match} onChange={(match) => edit({ ...form, match })} />
          {form.items.length === 0 && <NoRoutes target={defaultTarget} />}
          <RouteList form={form} given={routes} open={open} onToggle={toggle} onEdit={edit} />
        </Panel>
        <WatchesPanel
          watches={form.watches}
          defaultTarget={defaultTarget}
          open={open}
          onToggle={toggle}
          onEdit={(watches) => edit({ ...form, watches })}
        />
      </FieldProblem>
      {isEdited && (
        <RoutesSave
          problem={problem}
          isBusy={isBusy}
          onSave={() => void trySave(false)}
          onSaveOver={() => void trySave(true)}
          onCancel={cancel}
        />
      )}
      <RoutesFile form={form} onImport={bringIn} />
      <MadeSecrets secrets={secrets} onSeen={forgetSecret} />
    </div>
  );
}

function NoRoutes({ target }: { target: string | null }) {
  return (
    <p className="border-b border-line px-3.5 py-2.5 text-ink-2" data-no-routes>
      No routes: every letter goes to{' '}
      {target === null ? 'one place' : <span className="mono wrap-anywhere">{target}</span>}. A route sends
      some of them elsewhere, as <code className="mono">source:payments.*</code> to the channel of those who
      own it.
    </p>
  );
}
