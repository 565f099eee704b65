// One choice of a filter bar.
import { ChevronDown } from 'lucide-react';

export function Choice({
  label,
  name,
  value,
  onChange,
  children,
}: {
  label: string;
  name: string;
  value: string;
  onChange: (value: string) => void;
  children: React.ReactNode;
}) {
  return (
    <span className="relative max-md:grow">
      <select
        aria-label={label}
        name={name}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="field border-line-strong min-h-9 w-full appearance-none pr-7 font-[550]"
      >
        {children}
      </select>
      <ChevronDown
        size={13}
        className="pointer-events-none absolute top-3 right-2.5 text-ink-3"
        aria-hidden="true"
      />
    </span>
  );
}
