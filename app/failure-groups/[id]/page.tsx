// One failure group: why its letters are one, how they came, what is done with them.
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { GroupActions } from '#components/group-actions.tsx';
import { GroupHead } from '#components/group-head.tsx';
import { groupPath } from '#components/group-href.ts';
import { GroupLettersPanel } from '#components/group-letters-panel.tsx';
import { GroupWhyPanel } from '#components/group-why-panel.tsx';
import { LiveRefresh } from '#components/live-refresh.tsx';
import { NotesPanel } from '#components/notes-panel.tsx';
import { hasRole, whyBarred } from '#lib/domain/permissions.ts';
import { AppError } from '#lib/errors.ts';
import { listAssignees, readFailureGroup } from '#lib/store/failure-groups.ts';
import { listGroupNotes } from '#lib/store/notes.ts';
import { visitorOf } from '#app/visitor.ts';

type Props = { params: Promise<{ id: string }> };

const groupOfRequest = cache(async (id: string) => readFailureGroup(await visitorOf(), id));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const group = await groupOfRequest((await params).id).catch(() => null);
  return { title: group === null ? 'No such group' : group.title };
}

export default async function FailureGroupPage({ params }: Props) {
  const actor = await visitorOf();
  const { id } = await params;
  const group = await groupOfRequest(id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound();
    throw error;
  });
  const isOperator = hasRole(actor, 'operator');
  const [notes, assignees] = await Promise.all([
    listGroupNotes(actor, id),
    isOperator ? listAssignees(actor, id) : [],
  ]);
  const { samples, ...rest } = group;
  return (
    <div className="mx-auto max-w-[1180px] px-5 pb-16 max-md:px-3" data-group={id}>
      <LiveRefresh atMostEveryMs={1000} ofGroups />
      <nav aria-label="Where this group lies" className="py-2">
        <Link className="btn quiet -ml-2.5" href="/failure-groups">
          ← Failure groups
        </Link>
      </nav>
      <GroupHead group={rest} />
      <GroupActions group={rest} assignees={assignees} barred={whyBarred(actor, group.cause.sourceQueue)} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4">
          <GroupWhyPanel group={rest} />
          <GroupLettersPanel group={rest} samples={samples} />
        </div>
        <div className="min-w-0">
          <NotesPanel
            key={`notes ${id}`}
            path={`${groupPath(id)}/notes`}
            on="group"
            notes={notes}
            mayWrite={isOperator}
            mayDeleteAny={hasRole(actor, 'administrator')}
          />
        </div>
      </div>
    </div>
  );
}
