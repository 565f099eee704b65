// A small button that shows only a sign: named for those who cannot see it, and on hover.
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

export function IconButton({
  label,
  Icon,
  ...button
}: { label: string; Icon: LucideIcon } & Omit<ComponentProps<'button'>, 'children'>) {
  return (
    <button type="button" className="btn quiet px-2" aria-label={label} title={label} {...button}>
      <Icon size={14} aria-hidden="true" />
    </button>
  );
}
