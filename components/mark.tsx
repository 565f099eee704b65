// The mark: an envelope with a mask.

export function Mark() {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <rect x="2" y="4" width="16" height="12" rx="2" />
      <path d="m2.5 5.5 7.5 6 7.5-6" />
      <path d="M4 9.2h12" strokeWidth="3.2" />
    </svg>
  );
}
