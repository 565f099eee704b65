'use client';
// A field with its label above, and below what is asked of it, or what is wrong with it.
import {
  createContext,
  useContext,
  useEffect,
  useId,
  useRef,
  type InputHTMLAttributes,
  type ReactNode,
  type RefObject,
} from 'react';
import type { Problem } from './api.ts';
import { ProblemNote } from './problem-note.tsx';

/** For fields whose form tells of a problem in its own place too. */
export const FieldProblem = createContext<Problem | null>(null);

/** The fields of a form: a problem of one of them (by its name) stands beside it, any other one below them all. */
export function Fields({
  problem,
  names,
  children,
}: {
  problem: Problem | null;
  names: readonly string[];
  children: ReactNode;
}) {
  const isOfField = problem?.field != null && names.includes(problem.field);
  return (
    <FieldProblem value={isOfField ? problem : null}>
      {children}
      {problem !== null && !isOfField && <ProblemNote problem={problem} />}
    </FieldProblem>
  );
}

export function LabelledField({
  label,
  hint,
  ...input
}: { label: string; hint?: string } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  const ref = useRef<HTMLInputElement>(null);
  const fault = useFault(input.name, ref);
  const below = fault ?? hint;
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-[550]">
        {label}
      </label>
      <input
        id={id}
        ref={ref}
        className="field"
        {...input}
        {...(fault === null ? {} : { 'aria-invalid': true })}
        {...(below === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
      />
      {below !== undefined && (
        <p
          id={`${id}-hint`}
          className={fault === null ? 'text-sm text-ink-3' : 'text-bad'}
          role={fault === null ? undefined : 'alert'}
        >
          {below}
        </p>
      )}
    </div>
  );
}

/** What is wrong with the field of this name, which then has the focus; null where nothing is. */
export function useFault(name: string | undefined, field: RefObject<HTMLElement | null>): string | null {
  const problem = useContext(FieldProblem);
  useEffect(() => {
    if (problem !== null && problem.field === name) field.current?.focus();
  }, [problem, name, field]);
  return problem !== null && problem.field === name ? sayFault(problem) : null;
}

/** "newPassword: is easy to guess: …" as one says it beside the field. */
function sayFault({ field, detail }: Problem): string {
  const bare = detail.startsWith(`${field}: `) ? detail.slice(String(field).length + 2) : detail;
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
