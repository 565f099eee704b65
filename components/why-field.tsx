// Why somebody acts, in their own words: for who reads the audit, and for who opens the letter later.
import { LabelledField } from './labelled-field.tsx';

export function WhyField({
  value,
  onChange,
  hint = 'If you like: it stands in the audit and beside the letter.',
}: {
  value: string;
  onChange: (why: string) => void;
  hint?: string;
}) {
  return (
    <LabelledField
      label="Why"
      name="reason"
      value={value}
      onChange={({ target }) => onChange(target.value)}
      maxLength={500}
      autoComplete="off"
      hint={hint}
    />
  );
}
