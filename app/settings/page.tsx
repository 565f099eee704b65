// Who one is and where one is signed in; for administrators also people, tokens, owners and the audit.
import type { Metadata } from 'next';
import Link from 'next/link';
import { AuditPanel } from '#components/audit-panel.tsx';
import { LiveRefresh } from '#components/live-refresh.tsx';
import { OwnersPanel } from '#components/owners-panel.tsx';
import { PeoplePanel } from '#components/people-panel.tsx';
import { TokensPanel } from '#components/tokens-panel.tsx';
import { YouPanel } from '#components/you-panel.tsx';
import { auditListQuery } from '#lib/domain/audit.ts';
import { hasRole } from '#lib/domain/permissions.ts';
import { listAudit } from '#lib/store/audit.ts';
import { listInvitations } from '#lib/store/invitations.ts';
import { readOwnerRules } from '#lib/store/owners.ts';
import { listPeople } from '#lib/store/people.ts';
import { listSignIns } from '#lib/store/sign-ins.ts';
import { listTokens } from '#lib/store/tokens.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await visitorOf();
  const given = Object.entries(await searchParams).filter(
    ([, value]) => typeof value === 'string' && value !== '',
  );
  const read = auditListQuery.safeParse(Object.fromEntries(given));
  const query = read.success ? read.data : auditListQuery.parse({});
  const isAdministrator = hasRole(actor, 'administrator');
  const [signIns, people, invitations, tokens, owners, audit] = await Promise.all([
    listSignIns(actor),
    isAdministrator ? listPeople(actor) : [],
    isAdministrator ? listInvitations(actor) : [],
    isAdministrator ? listTokens(actor) : [],
    isAdministrator ? readOwnerRules(actor) : null,
    isAdministrator ? listAudit(actor, { ...query, limit: 50 }) : null,
  ]);
  return (
    <div className="mx-auto grid max-w-[1180px] grid-cols-[minmax(0,1fr)] gap-4 px-5 pb-16 max-md:px-3">
      <LiveRefresh atMostEveryMs={5000} />
      <div className="flex h-14 items-center">
        <h1 className="text-lg font-[650] tracking-[-0.01em]">Settings</h1>
        <Link className="link ml-auto" href="/api-docs">
          The API, to read and try
        </Link>
      </div>
      <YouPanel visitor={actor} signIns={signIns} />
      {isAdministrator ? (
        <>
          <PeoplePanel people={people} invitations={invitations} ownId={actor.id} />
          <TokensPanel tokens={tokens} />
          {owners !== null && <OwnersPanel rules={owners} people={people} />}
          {audit !== null && <AuditPanel lines={audit.items} nextCursor={audit.nextCursor} query={query} />}
        </>
      ) : (
        <p className="text-ink-2">People, tokens, owners and the audit are for administrators.</p>
      )}
    </div>
  );
}
