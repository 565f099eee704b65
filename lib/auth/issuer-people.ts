// Whom an issuer has signed in: what the rules make of them, before better-auth makes, links or lets in anybody.
import type { Actor } from '#lib/domain/actor.ts';
import { note } from '#lib/store/act.ts';
import { applyRules } from '#lib/store/outside-people.ts';
import { standingOf } from './oidc.ts';

const asking: Actor = { kind: 'system' };

/** An error's name where they may not come in; it stands in the address of the sign-in page. */
export async function admit(
  action: 'create-user' | 'link-account' | 'sign-in',
  user: { id?: unknown; email?: unknown; name?: unknown },
  profile: Record<string, unknown>,
  address: string | null,
): Promise<{ error: string } | undefined> {
  const standing = standingOf(profile);
  const { email, name } = user;
  const by = { by: 'issuer' as const, address };
  if (standing === null) {
    const details = { email, address, by: by.by, why: 'no rule fits' };
    await note(asking, { act: 'sign_in.wrong', outcome: 'refused', details });
    return { error: 'no_role' };
  }
  if (action === 'create-user') {
    await note(asking, { act: 'person.join', details: { email, name, ...standing, ...by } });
    return undefined;
  }
  const called = typeof name === 'string' && name !== '' ? name.slice(0, 200) : undefined;
  const person = await applyRules(asking, String(user.id), standing, by, called);
  return person === null ? { error: 'disabled' } : undefined;
}
