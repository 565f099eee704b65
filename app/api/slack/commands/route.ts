import { operations } from '#lib/http/operations/all.ts';
import { route } from '#lib/http/route.ts';
import { readSlackCall } from '#lib/http/slack-call.ts';
import { answerCommand } from '#lib/http/slack-command.ts';

export const POST = route(operations.slackCommand, async ({ request }) =>
  Response.json(await answerCommand(await readSlackCall(request))),
);
