'use client';
// A text to edit: CodeMirror, which people know from their browser's tools. JSON is coloured and checked while one types.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { linter, lintGutter } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { lineEndOf } from '#lib/domain/edit/draft.ts';

export function CodeEditor({
  text,
  isJson,
  label,
  onChange,
}: {
  /** What it opens with; later changes of it are not taken. */
  text: string;
  isJson: boolean;
  label: string;
  onChange: (text: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const first = useRef(text);
  const told = useRef(onChange);
  useEffect(() => {
    told.current = onChange;
  });
  useEffect(() => {
    if (place.current === null) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          lineNumbers(),
          history(),
          bracketMatching(),
          syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
          // Tab is left to the page: whoever came by keyboard can leave again.
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current(update.state.sliceDoc());
          }),
          // Else it would make one kind of line ends of all.
          EditorState.lineSeparator.of(lineEndOf(first.current) ?? '\n'),
          ...(isJson ? [json(), linter(jsonParseLinter()), lintGutter()] : []),
          look,
        ],
      }),
    });
    return () => view.destroy();
  }, [isJson, label]);
  return <div ref={place} className="mono max-h-[460px] min-h-40 overflow-auto" data-editor />;
}

const look = EditorView.theme({
  '&': { fontSize: '12.5px', backgroundColor: 'var(--panel)', color: 'var(--ink)' },
  '.cm-content': { fontFamily: 'inherit', caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--ink-2)', border: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-content *': { color: 'inherit !important' },
  '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--line)' },
});
