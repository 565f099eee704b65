import { operations } from '#lib/http/operations/all.ts';
import type { PersonView } from '#lib/domain/people-schemas.ts';
import { changePerson, readPerson } from '#lib/store/people.ts';
import { readIfMatch } from '#lib/http/if-match.ts';
import { route } from '#lib/http/route.ts';

const answer = (person: PersonView) => Response.json(person, { headers: { etag: `"${person.version}"` } });

export const GET = route(operations.readPerson, async ({ actor, params }) =>
  answer(await readPerson(actor, params.id ?? '')),
);

export const PATCH = route(operations.changePerson, async ({ request, actor, params, body }) => {
  return answer(await changePerson(actor, params.id ?? '', body, readIfMatch(request)));
});
