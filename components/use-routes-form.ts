// The routes while they are edited: what was changed, what it was begun from, and how saving goes.
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { documentOf } from '#lib/domain/alerts/route-document.ts';
import type { AlertRoutes } from '#lib/domain/alerts/routes.ts';
import { send, type Problem } from './api.ts';
import { formOf, requestOf, type RoutesForm } from './route-form.ts';

export function useRoutesForm(given: AlertRoutes) {
  const router = useRouter();
  const [edited, setEdited] = useState<RoutesForm | null>(null);
  const [base, setBase] = useState(given.version);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isEdited = edited !== null;
  const form = edited ?? formOf(documentOf(given));

  useEffect(() => {
    if (!isEdited) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isEdited]);

  /** `over`: the version it is saved over, else the one that it was begun from. Gives the problem, or null. */
  async function save(over: string = base): Promise<Problem | null> {
    setBusy(true);
    setProblem(null);
    const answer = await send<AlertRoutes>('PUT', '/api/v1/alert-routes', requestOf(form), over);
    setBusy(false);
    if (!answer.ok) {
      setProblem(answer.problem);
      // What stands there by now.
      if (answer.problem.status === 409) router.refresh();
      return answer.problem;
    }
    setEdited(null);
    toast.success('The routes are saved.');
    router.refresh();
    return null;
  }

  return {
    form,
    isEdited,
    isBusy,
    problem,
    edit(next: RoutesForm) {
      if (!isEdited) setBase(given.version);
      setEdited(next);
    },
    save,
    drop() {
      setEdited(null);
      setProblem(null);
    },
  };
}
