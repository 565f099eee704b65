// Links from ids to where they lead: ID_LINKS, a template for each name.
import type { Header, Properties } from './dead-letter.ts';
import { markOfProperty } from './marks.ts';
import { plain } from './plain-text.ts';
import { traceIn } from './trace-ids.ts';

/** `name`: `trace`, a property's, or a header's. `template`: an http(s) address with {id}. */
export type IdLink = { name: string; template: string };

/** `trace=https://…/{id} x-request-id=https://…?q={id}`, apart by blanks. */
export function readIdLinks(text: string): { links: IdLink[]; faults: string[] } {
  const links: IdLink[] = [];
  const faults: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const at = word.indexOf('=');
    const [name, template] = [word.slice(0, at).toLowerCase(), word.slice(at + 1)];
    if (at < 1) faults.push(`“${word}” is no name=address`);
    else if (!/^https?:\/\//.test(template) || !URL.canParse(template.replaceAll('{id}', 'id')))
      faults.push(`the address of ${name} must begin with http:// or https://`);
    else if (!template.includes('{id}')) faults.push(`the address of ${name} has no {id}`);
    else links.push({ name, template });
  }
  return { links, faults };
}

/** Where a header leads: as a trace, or by its own name. */
export function linkOfHeader(links: readonly IdLink[], { name, value }: Header): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const trace = traceIn(name, String(value));
  return (
    (trace === null ? null : fill(links, 'trace', trace)) ?? fill(links, name.toLowerCase(), String(value))
  );
}

export function linkOfProperty(
  links: readonly IdLink[],
  name: keyof Properties,
  value: string,
): string | null {
  const mark = markOfProperty(name, value);
  return mark === null ? null : fill(links, mark.name, value);
}

function fill(links: readonly IdLink[], name: string, id: string): string | null {
  const found = links.find((link) => link.name === name);
  return found === undefined || id === '' || id.length > 500
    ? null
    : found.template.replaceAll('{id}', encodeURIComponent(plain(id, id.length)));
}
