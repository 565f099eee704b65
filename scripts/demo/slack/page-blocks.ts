// Blocks on the stand-in Slack's page: what they say, and what can be pressed in them.
import { isObject } from './block-checks.ts';
import type { Block } from './blocks.ts';
import { fillIds, type Content } from './content.ts';
import { escapeHtml, renderLink, renderMrkdwn } from './mrkdwn.ts';

export function renderContent({ ts, text, blocks }: Content & { ts: string }): string {
  return blocks.length === 0
    ? `<div class="section"><div>${renderMrkdwn(text)}</div></div>`
    : fillIds(ts, blocks)
        .map((block) => renderBlock(block, ts))
        .join('\n');
}

function renderBlock(block: Block, ts: string): string {
  const elements = () => items(block['elements']).map((element) => renderElement(element, ts));
  switch (block.type) {
    case 'divider':
      return '<hr>';
    case 'header':
      return `<p class="heading">${renderText(block['text'])}</p>`;
    case 'context':
      return `<div class="context">${elements()
        .map((html) => `<span>${html}</span>`)
        .join('')}</div>`;
    case 'actions':
      return `<div class="actions">${elements().join('')}</div>`;
    case 'section':
      return renderSection(block, ts);
    default:
      return `<p class="note">(${escapeHtml(String(block.type))})</p>`;
  }
}

function renderSection(block: Block, ts: string): string {
  const fields = items(block['fields']).map((field) => `<div>${renderText(field)}</div>`);
  return `<div class="section"><div>${block['text'] === undefined ? '' : renderText(block['text'])}
${fields.length === 0 ? '' : `<div class="fields">${fields.join('')}</div>`}</div>
${block['accessory'] === undefined ? '' : renderElement(block['accessory'], ts)}</div>`;
}

function renderElement(element: unknown, ts: string): string {
  if (!isObject(element)) return '';
  switch (element['type']) {
    case 'image':
      // An image would be fetched from elsewhere: its words stand for it.
      return `<span class="note">${escapeHtml(String(element['alt_text']))}</span>`;
    case 'button':
      return renderButton(element, ts);
    case 'static_select':
      return renderSelect(element, ts);
    case 'overflow':
      return renderOverflow(element, ts);
    default:
      return renderText(element);
  }
}

function renderButton(element: Record<string, unknown>, ts: string): string {
  const { url, style, accessibility_label } = element;
  const className = `button${style === 'primary' || style === 'danger' ? ` ${style}` : ''}`;
  const label = plain(element['text']);
  if (typeof url === 'string') return renderLink(url, label, className);
  const spoken =
    typeof accessibility_label === 'string' ? ` aria-label="${escapeHtml(accessibility_label)}"` : '';
  return `<button type="button" class="${className}"${spoken} ${target(element, ts)}>${escapeHtml(label)}</button>`;
}

function renderSelect(element: Record<string, unknown>, ts: string): string {
  const initial = isObject(element['initial_option']) ? element['initial_option']['value'] : undefined;
  const label = element['placeholder'] === undefined ? 'Choose' : plain(element['placeholder']);
  const options = optionsOf(element).map(
    ({ text, value }) =>
      `<option value="${escapeHtml(value)}"${value === initial ? ' selected' : ''}>${escapeHtml(text)}</option>`,
  );
  const first = `<option value="" disabled${initial === undefined ? ' selected' : ''}>${escapeHtml(label)}</option>`;
  return `<select class="button" aria-label="${escapeHtml(label)}" ${target(element, ts)}>${first}${options.join('')}</select>`;
}

function renderOverflow(element: Record<string, unknown>, ts: string): string {
  const choices = optionsOf(element).map(({ text, value, url }, at) =>
    url === null
      ? `<button type="button" data-value="${escapeHtml(value)}" ${target(element, ts, `-${at}`)}>${escapeHtml(text)}</button>`
      : renderLink(url, text),
  );
  return `<details class="overflow" data-key="${escapeHtml(`menu-${ts}-${String(element['action_id'])}`)}"><summary class="button" aria-label="More actions">⋯</summary><div class="choices">${choices.join('')}</div></details>`;
}

/** What the page's script sends when this is pressed, and what it asks before. */
function target({ action_id, confirm }: Record<string, unknown>, ts: string, more = ''): string {
  const action = escapeHtml(String(action_id));
  const key = `data-key="${escapeHtml(ts)}-${action}${more}" data-ts="${escapeHtml(ts)}" data-action="${action}"`;
  if (!isObject(confirm)) return key;
  const words = {
    title: plain(confirm['title']),
    html: renderText(confirm['text']),
    yes: plain(confirm['confirm']),
    no: plain(confirm['deny']),
    style: confirm['style'] === 'danger' ? 'danger' : 'primary',
  };
  return `${key} data-confirm="${escapeHtml(JSON.stringify(words))}"`;
}

function optionsOf(element: Record<string, unknown>): { text: string; value: string; url: string | null }[] {
  return items(element['options'])
    .filter(isObject)
    .map(({ text, value, url }) => ({
      text: plain(text),
      value: String(value),
      url: typeof url === 'string' ? url : null,
    }));
}

function plain(value: unknown): string {
  return isObject(value) ? String(value['text']) : '';
}

function renderText(value: unknown): string {
  if (!isObject(value)) return '';
  const text = String(value['text']);
  return value['type'] === 'mrkdwn' ? renderMrkdwn(text) : escapeHtml(text).replaceAll('\n', '<br>');
}

function items(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
