'use client';
// Who is signed in, and the way out.
import { LogOut } from 'lucide-react';
import { post } from './api.ts';

export function SignOut({ visitor }: { visitor: string }) {
  async function signOut(): Promise<void> {
    await post('/api/v1/sign-out', {});
    window.location.assign('/sign-in');
  }

  return (
    <div className="flex min-w-0 items-center gap-2">
      <span className="clip text-ink-2 max-md:sr-only" title={visitor}>
        {visitor}
      </span>
      <button
        type="button"
        className="rounded-sm p-1 hover:text-ink"
        aria-label="Sign out"
        title="Sign out"
        onClick={() => void signOut()}
      >
        <LogOut size={14} aria-hidden="true" />
      </button>
    </div>
  );
}
