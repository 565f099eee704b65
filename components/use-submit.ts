// Every button that changes something is one REST call: this makes it, and tells how it stands.
import { useState } from 'react';
import { post, type Answer, type Problem } from './api.ts';

export type Submit<T> = {
  submit: (body: unknown) => Promise<Answer<T>>;
  isBusy: boolean;
  problem: Problem | null;
  clear: () => void;
};

export function useSubmit<T>(path: string): Submit<T> {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function submit(body: unknown): Promise<Answer<T>> {
    setBusy(true);
    setProblem(null);
    const answer = await post<T>(path, body);
    setBusy(false);
    if (!answer.ok) setProblem(answer.problem);
    return answer;
  }

  return { submit, isBusy, problem, clear: () => setProblem(null) };
}
