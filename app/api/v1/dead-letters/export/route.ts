import { operations } from '#lib/http/operations/all.ts';
import { exportLetters } from '#lib/http/letter-export.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.exportLetters, ({ request, actor, query }) =>
  exportLetters(actor, query, request),
);
