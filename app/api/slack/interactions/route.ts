import { operations } from '#lib/http/operations/all.ts';
import { inTime } from '#lib/http/in-time.ts';
import { check } from '#lib/http/read-json.ts';
import { route } from '#lib/http/route.ts';
import { blockActions, carryOut } from '#lib/http/slack-acts.ts';
import { readPayload, readSlackCall } from '#lib/http/slack-call.ts';

export const POST = route(operations.slackInteraction, async ({ request }) => {
  const form = await readSlackCall(request);
  await inTime(carryOut(check(blockActions, readPayload(form))));
  return new Response(null, { status: 200 });
});
