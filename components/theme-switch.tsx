'use client';
// Light, dark, or as the system says. theme-script.tsx sets the choice before the first paint.
import { Monitor, Moon, Sun } from 'lucide-react';
import { useChoice, writeChoice } from './stored-choice.ts';
import { themeKey } from './theme-script.tsx';

const themes = [
  { name: 'system', words: 'Colours as the system says', Icon: Monitor },
  { name: 'light', words: 'Light colours', Icon: Sun },
  { name: 'dark', words: 'Dark colours', Icon: Moon },
] as const;

export function ThemeSwitch() {
  const chosen = useChoice(themeKey) ?? 'system';
  return (
    <fieldset aria-label="Colours" className="flex w-fit gap-px rounded-sm border border-line p-px">
      {themes.map(({ name, words, Icon }) => (
        <button
          key={name}
          type="button"
          title={words}
          aria-label={words}
          aria-pressed={chosen === name}
          onClick={() => chooseTheme(name)}
          className="grid size-6 place-items-center rounded-[4px] text-ink-3 hover:text-ink aria-pressed:bg-panel aria-pressed:text-ink aria-pressed:shadow-[0_0_0_1px_var(--line-strong)]"
        >
          <Icon size={13} aria-hidden="true" />
        </button>
      ))}
    </fieldset>
  );
}

function chooseTheme(name: string) {
  writeChoice(themeKey, name);
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}
