import { operations } from '#lib/http/operations/all.ts';
import { endOtherSignIns, listSignIns } from '#lib/store/sign-ins.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.listSignIns, async ({ actor }) =>
  Response.json({ items: await listSignIns(actor) }),
);

export const DELETE = route(operations.endOtherSignIns, async ({ actor }) =>
  Response.json(await endOtherSignIns(actor)),
);
