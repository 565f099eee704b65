// Which letters are told where: the alert routes, for administrators.
import type { Metadata } from 'next';
import { AlertsEditor } from '#components/alerts-editor.tsx';
import { LiveRefresh } from '#components/live-refresh.tsx';
import { SlackButtonsNote, SlackSetup } from '#components/slack-setup.tsx';
import { StandingRefresh } from '#components/standing-refresh.tsx';
import { readConfig } from '#lib/config.ts';
import { hasRole } from '#lib/domain/permissions.ts';
import { readAlertRoutes } from '#lib/store/alert-routes.ts';
import { visitorOf } from '#app/visitor.ts';

export const metadata: Metadata = { title: 'Alerts' };

export default async function AlertsPage() {
  const actor = await visitorOf();
  const { slack, slackSigningSecret, publicUrl } = readConfig();
  const routes = hasRole(actor, 'administrator')
    ? await readAlertRoutes(actor, slack?.channel ?? null)
    : null;
  return (
    <div className="mx-auto grid max-w-[1180px] grid-cols-[minmax(0,1fr)] gap-3 px-5 pb-16 max-md:px-3">
      <LiveRefresh atMostEveryMs={5000} />
      <div className="flex min-h-14 flex-wrap items-center gap-x-3.5 max-md:py-3">
        <h1 className="text-lg font-[650] tracking-[-0.01em]">Alerts</h1>
        <p className="text-ink-2">
          Which letters are told where, to whom, and when not; and what else is watched
        </p>
      </div>
      {routes === null ? (
        <div className="panel grid gap-1.5 px-4 py-3.5" data-not-yours>
          <p>
            Alerts tell people of new dead letters, in Slack, in Teams, by e-mail or through a webhook: one
            post for each failure group, where the route that takes it leads.
          </p>
          <p className="text-ink-2">
            Administrators say here which letters are told where, to whom, and when not. Each letter’s page
            tells whether it was posted, and where.
          </p>
        </div>
      ) : (
        <>
          {slack === null && (
            <SlackSetup
              publicUrl={publicUrl}
              isAlone={[...routes.items, routes.default].every(({ outlet }) => outlet === 'slack')}
            />
          )}
          <StandingRefresh
            isTroubled={[...routes.items, routes.default].some(
              ({ problem, waiting }) => problem !== null || waiting > 0,
            )}
          />
          <AlertsEditor routes={routes} />
          {slack !== null && slackSigningSecret === undefined && <SlackButtonsNote publicUrl={publicUrl} />}
        </>
      )}
    </div>
  );
}
