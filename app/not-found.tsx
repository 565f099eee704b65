// An address that leads nowhere.
import Link from 'next/link';

export default function NotFound() {
  return (
    <div className="mx-auto grid max-w-[560px] gap-2 px-5 py-24">
      <h1 className="text-xl font-[650] tracking-[-0.02em]">There is nothing here</h1>
      <p className="text-ink-2">
        The address may be mistyped, or the letter is not in this LetterThief’s store.
      </p>
      <p>
        <Link className="btn" href="/dead-letters?status=open">
          To the inbox
        </Link>
      </p>
    </div>
  );
}
