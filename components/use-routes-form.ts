// The routes while they are edited: what was changed, what it was begun from, and how saving goes.
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { documentOf } from '#lib/domain/alerts/route-document.ts';
import type { AlertRoutes } from '#lib/domain/alerts/routes.ts';
import { getAlertRoutes, send, type Answer, type Problem } from './api.ts';
import { formOf, requestOf, type RoutesForm } from './route-form.ts';

export function useRoutesForm(rendered: AlertRoutes) {
  const router = useRouter();
  const [saved, setSaved] = useState<AlertRoutes | null>(null);
  // What was saved stands there at once, not only when the page has been rendered anew.
  const given = saved !== null && Number(saved.version) > Number(rendered.version) ? saved : rendered;
  const [edited, setEdited] = useState<RoutesForm | null>(null);
  const [base, setBase] = useState(given.version);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [secrets, setSecrets] = useState<NonNullable<AlertRoutes['madeSecrets']>>([]);
  const isEdited = edited !== null;
  const form = edited ?? formOf(documentOf(given));

  useEffect(() => {
    if (!isEdited) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isEdited]);

  /** `isOver`: over whatever somebody else has saved since this was begun. Gives the problem, or null. */
  async function save(isOver: boolean): Promise<Problem | null> {
    setBusy(true);
    const answer = await put(isOver);
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (!answer.ok) return answer.problem;
    setEdited(null);
    setSaved(answer.value);
    setSecrets(answer.value.madeSecrets ?? []);
    toast.success('The alerts are saved.');
    router.refresh();
    return null;
  }

  async function put(isOver: boolean): Promise<Answer<AlertRoutes>> {
    const now = isOver ? await getAlertRoutes() : null;
    if (now?.ok === false) return now;
    return send('PUT', '/api/v1/alert-routes', requestOf(form), now?.value.version ?? base);
  }

  return {
    given,
    form,
    isEdited,
    isBusy,
    problem,
    secrets,
    edit(next: RoutesForm) {
      if (!isEdited) setBase(given.version);
      setEdited(next);
    },
    save,
    drop() {
      setEdited(null);
      setProblem(null);
      // Somebody else may have changed them.
      router.refresh();
    },
    forgetSecret: () => setSecrets(secrets.slice(1)),
  };
}
