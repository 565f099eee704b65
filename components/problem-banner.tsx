// What is wrong around LetterThief just now, calmly, at the foot of every page: it comes and goes without moving anything.
import { TriangleAlert } from 'lucide-react';

export function ProblemBanner({ problems }: { problems: readonly string[] }) {
  return (
    <div aria-live="polite" data-problems={problems.length}>
      {problems.length > 0 && (
        <ul className="fixed right-0 bottom-0 left-[208px] z-10 grid max-h-[30vh] gap-0.5 overflow-y-auto border-t border-line bg-wait-soft px-5 py-2 text-wait max-md:left-0 max-md:px-3">
          {problems.map((problem) => (
            <li key={problem} className="flex gap-2">
              <TriangleAlert size={14} className="mt-[3px] flex-none" aria-hidden="true" />
              <span className="min-w-0 wrap-anywhere">
                {problem.split('`').map((part, index) =>
                  index % 2 === 1 ? (
                    <code key={index} className="mono">
                      {part}
                    </code>
                  ) : (
                    part
                  ),
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
