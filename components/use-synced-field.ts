// A field whose words live in the URL: it follows the address, but never takes back what is being typed.
import { useCallback, useEffect, useRef, type RefObject } from 'react';

/** Gives the way to send what was typed. An address that this field did not send (a link, Back) overwrites it. */
export function useSyncedField(
  field: RefObject<HTMLInputElement | null>,
  value: string,
  onChange: (value: string) => void,
): (value: string) => void {
  const sent = useRef(value);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (value !== sent.current) show(field.current, value);
    sent.current = value;
  }, [field, value]);
  return useCallback((typed: string) => {
    sent.current = typed;
    latest.current(typed);
  }, []);
}

function show(field: HTMLInputElement | null, value: string) {
  if (field !== null) field.value = value;
}
