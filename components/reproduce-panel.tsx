'use client';
// The letter's message to take along: as a program for a broker of one's own, as a fixture, or as the call that tries it again.
import { useId, useState } from 'react';
import { MAX_INLINE, reproductionTargets, targetLabels } from '#lib/domain/reproduce/targets.ts';
import { bodyPath } from './api.ts';
import { CopyButton } from './copy-button.tsx';
import { Panel } from './panel.tsx';
import { ProblemNote } from './problem-note.tsx';
import { ReproductionNotes, TargetChoice } from './reproduction-parts.tsx';
import { ScrollBox } from './scroll-box.tsx';
import { useChoice, writeChoice } from './stored-choice.ts';
import { useReproduction } from './use-reproduction.ts';

const CHOICE = 'letterthief.reproduce';

export function ReproducePanel({ letterId, bodyBytes }: { letterId: string; bodyBytes: number }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const chosen = useChoice(CHOICE);
  const target = reproductionTargets.find((one) => one === chosen) ?? 'fixture';
  const answer = useReproduction(letterId, isOpen ? target : null);
  const text = answer?.ok === true ? answer.value.text : '';
  return (
    <Panel
      title="Reproduce"
      name="reproduce"
      actions={
        <>
          {text !== '' && <CopyButton text={text} what="what reproduces the message" label="Copy" />}
          <button
            type="button"
            className="btn quiet"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
            data-reproduce
          >
            {isOpen ? 'Hide' : 'Show'}
          </button>
        </>
      }
    >
      <div id={id}>
        {!isOpen && (
          <p className="px-3.5 py-3 text-ink-2">
            The message as a program for a broker of your own, as a fixture for a test, or as curl.
          </p>
        )}
        {isOpen && (
          <>
            <TargetChoice target={target} onChoose={(one) => writeChoice(CHOICE, one)} />
            {answer?.ok === false && (
              <div className="px-3.5 pb-3">
                <ProblemNote problem={answer.problem}>Hide and show this to ask once more.</ProblemNote>
              </div>
            )}
            {answer?.ok === true && (
              <ReproductionNotes notes={answer.value.notes}>
                {bodyBytes > MAX_INLINE && target !== 'curl' && (
                  <li>
                    <a className="link" href={bodyPath(letterId)} download>
                      Download the body
                    </a>
                  </li>
                )}
              </ReproductionNotes>
            )}
            {text !== '' && (
              <ScrollBox
                label={`The message as ${targetLabels[target]}`}
                className="mono max-h-[60vh] overflow-auto border-t border-line px-3.5 py-3 leading-[1.65]"
              >
                <pre className="w-max [font-variant-ligatures:none]" data-reproduction={target}>
                  {text}
                </pre>
              </ScrollBox>
            )}
            {answer === null && (
              <div className="h-40 border-t border-line px-3.5 py-3 text-ink-3">Writing…</div>
            )}
          </>
        )}
      </div>
    </Panel>
  );
}
