'use client';
// Who is signed in, what they may, and from which browsers.
import { useRouter } from 'next/navigation';
import type { Visitor } from '#lib/domain/actor.ts';
import type { SignInView } from '#lib/domain/people-schemas.ts';
import { sayBrowser, sayStanding } from '#lib/domain/standing-words.ts';
import { send } from './api.ts';
import { Age } from './clock.tsx';
import { Panel } from './panel.tsx';

export function YouPanel({ visitor, signIns }: { visitor: Visitor; signIns: readonly SignInView[] }) {
  const router = useRouter();

  async function end(path: string): Promise<void> {
    await send('DELETE', path);
    router.refresh();
  }

  const others = signIns.filter(({ isThis }) => !isThis);
  return (
    <Panel
      title="You"
      name="you"
      actions={
        others.length > 0 && (
          <button type="button" className="btn quiet" onClick={() => void end('/api/v1/sign-ins')}>
            Sign out elsewhere
          </button>
        )
      }
    >
      <div className="grid gap-1 px-3.5 py-3">
        <p>
          <b>{visitor.name}</b> {visitor.kind === 'person' ? visitor.email : 'an API token'}
        </p>
        <p className="text-ink-2">{sayStanding(visitor)}</p>
      </div>
      <ul className="border-t border-line">
        {signIns.map(({ id, isThis, browser, address, since, lastSeenAt }) => (
          <li
            key={id}
            className="flex flex-wrap items-center gap-x-3 border-b border-line px-3.5 py-2 last:border-b-0"
            data-sign-in={id}
          >
            <span className="clip max-w-[520px]" title={browser ?? undefined}>
              {sayBrowser(browser)}
            </span>
            {isThis && <span className="badge good">this one</span>}
            <span className="text-sm text-ink-3">
              {address ?? 'address unknown'} · since <Age at={since} /> · last seen <Age at={lastSeenAt} />
            </span>
            {!isThis && (
              <button
                type="button"
                className="btn quiet ml-auto"
                onClick={() => void end(`/api/v1/sign-ins/${id}`)}
              >
                Sign out
              </button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
