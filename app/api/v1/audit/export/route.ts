import { operations } from '#lib/http/operations/all.ts';
import { exportAudit } from '#lib/http/audit-export.ts';
import { route } from '#lib/http/route.ts';

export const GET = route(operations.exportAudit, async ({ actor, query }) => exportAudit(actor, query));
