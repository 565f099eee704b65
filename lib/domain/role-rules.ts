// Which role an identity provider's people get: rules over their groups and the domain of their address, the first that fits.
import { roles, type Role, type Standing } from './actor.ts';

export type RoleRule = { by: 'group' | 'domain' | 'anyone'; name: string } & Standing;

/** What an issuer, or a proxy, says of somebody. */
export type Claims = { email: string; isEmailVerified: boolean; groups: readonly string[] };

/**
 * `group:payments=operator:payments.*; domain:example.com=viewer:*,-payments.*; anyone=viewer`: the queues after the role are seen
 * and acted on; without them every queue. Gives the faults in words, each naming its rule.
 */
export function readRoleRules(text: string): { rules: RoleRule[]; faults: string[] } {
  const rules: RoleRule[] = [];
  const faults: string[] = [];
  for (const part of text.split(';').map((one) => one.trim())) {
    if (part === '') continue;
    const found = /^(?:(group|domain):([^=]+)|anyone)=([a-z]+)(?::(.+))?$/.exec(part);
    const [, by, name = '', role = '', queues = '*'] = found ?? [];
    const patterns = queues.split(',').map((one) => one.trim());
    if (!found) faults.push(`"${part}" is not group:NAME=ROLE, domain:NAME=ROLE or anyone=ROLE`);
    else if (!isRole(role)) faults.push(`"${part}" names the role ${role}; there are ${roles.join(', ')}`);
    else if (patterns.includes('')) faults.push(`"${part}" has an empty pattern of queues`);
    else {
      const standing = { role, seeQueues: patterns, actQueues: patterns };
      rules.push({ by: by === 'group' || by === 'domain' ? by : 'anyone', name: name.trim(), ...standing });
    }
  }
  return { rules, faults };
}

/** Null: no rule lets them in. A domain counts only where the issuer says that the address is theirs. */
export function findStanding(
  rules: readonly RoleRule[],
  { email, isEmailVerified, groups }: Claims,
): Standing | null {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  const rule = rules.find(({ by, name }) => {
    if (by === 'group') return groups.includes(name);
    return by === 'anyone' || (isEmailVerified && domain === name.toLowerCase());
  });
  return rule === undefined
    ? null
    : { role: rule.role, seeQueues: rule.seeQueues, actQueues: rule.actQueues };
}

function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}
