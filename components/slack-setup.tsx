// How Slack is set up, where it is not; and what its buttons still want.
import { CopyButton } from './copy-button.tsx';

const settings = `SLACK_BOT_TOKEN=xoxb-…
SLACK_CHANNEL=#dead-letters
SLACK_SIGNING_SECRET=…`;

export function SlackSetup({
  publicUrl,
  isAlone,
}: {
  publicUrl: string;
  /** No route leads elsewhere. */
  isAlone: boolean;
}) {
  return (
    <section className="panel grid gap-2.5 px-4 py-3.5" aria-labelledby="slack-setup" data-slack-setup>
      <h2 id="slack-setup" className="font-semibold">
        {isAlone
          ? 'Slack is not set up: nobody is told yet'
          : 'Slack is not set up: its routes tell nobody yet'}
      </h2>
      <ol className="grid list-decimal gap-1.5 pl-5 text-ink-2 marker:text-ink-3">
        <li>
          Make an app at{' '}
          <a className="link" href="https://api.slack.com/apps" target="_blank" rel="noopener noreferrer">
            api.slack.com/apps
          </a>{' '}
          with the bot scope <code className="mono">chat:write</code>, install it, and invite it to the
          channel.
        </li>
        <li>
          For buttons, turn on Interactivity with the address{' '}
          <code className="mono wrap-anywhere">{publicUrl}/api/slack/interactions</code>. Slack must be able
          to reach it.
        </li>
        <li>
          Give these settings to the web and to the worker, and start both anew:
          <div className="mt-1.5 flex max-w-[460px] items-start gap-2 rounded-sm border border-line bg-bg py-1 pr-1 pl-3">
            <pre className="mono min-w-0 grow overflow-x-auto py-1 text-ink">{settings}</pre>
            <CopyButton text={settings} what="the settings" />
          </div>
        </li>
      </ol>
      <p className="text-ink-2">
        More stands under “Slack” in the README. The routes below can be written and tested all the same;
        letters that come before are not told afterwards.
      </p>
    </section>
  );
}

/** Slack posts, and cannot call back. */
export function SlackButtonsNote({ publicUrl }: { publicUrl: string }) {
  return (
    <p className="px-3.5 text-ink-2 max-md:px-0" data-no-signing-secret>
      Buttons in posts do nothing yet: set <code className="mono">SLACK_SIGNING_SECRET</code>, and
      Interactivity in Slack to <code className="mono wrap-anywhere">{publicUrl}/api/slack/interactions</code>
      .
    </p>
  );
}
