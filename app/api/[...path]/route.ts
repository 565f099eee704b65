// An address of the API that leads nowhere answers as the API does, not with a page.
import { problem } from '#lib/http/problem.ts';

const nowhere = () =>
  problem(404, 'not_found', 'There is no such operation: /api-docs and /api/v1/openapi.json list all');

export { nowhere as GET, nowhere as POST, nowhere as PUT, nowhere as PATCH, nowhere as DELETE };
