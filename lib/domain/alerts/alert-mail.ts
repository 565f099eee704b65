// What an alert says by e-mail: a subject, and the same words as text and as HTML.
import {
  fitAlert,
  MAX_NAME,
  sayDone,
  sayError,
  sayFacts,
  sayHead,
  sayMoreGroups,
  urlOfAlert,
  urlOfGroup,
  urlOfLetter,
  type ToldAlert,
  type AlertedGroup,
} from './told-alert.ts';
import { sayLine } from './told-text.ts';

export type AlertMail = { subject: string; text: string; html: string };

const MAX_SUBJECT = 140;
const MAX_LENGTH = 200_000;

/** `isReply`: a later mail of a thread. Its subject stays the first one's, or mail programs would take it for another thread. */
export function buildAlertMail(alert: ToldAlert, isReply: boolean): AlertMail {
  const subject = sayLine(saySubject(alert), MAX_SUBJECT);
  return fitAlert(
    alert,
    (kept, maxError) => ({
      subject: isReply ? `Re: ${subject}` : subject,
      text: buildText(kept, maxError),
      html: buildHtml(kept, maxError),
    }),
    ({ text, html }) => text.length + html.length <= MAX_LENGTH,
  );
}

function saySubject(alert: ToldAlert): string {
  const [only] = alert.groups;
  if (alert.kind === 'notice' || only === undefined)
    return [sayHead({ ...alert, groups: [] }), alert.channelNote].filter((part) => part !== null).join(': ');
  if (alert.groups.length + alert.moreGroups > 1) return sayHead({ ...alert, kind: 'opened' });
  const where = only.sourceQueue === null ? '' : ` in ${sayLine(only.sourceQueue, 80)}`;
  return `Dead letters${where}: ${only.title}`;
}

function buildText(alert: ToldAlert, maxError: number): string {
  const parts = [
    sayHead(alert),
    alert.channelNote === null ? '' : sayLine(alert.channelNote, 2 * MAX_NAME),
    ...alert.groups.map((group) => buildGroupText(alert, group, maxError)),
    sayMoreGroups(alert.moreGroups),
    `LetterThief: ${urlOfAlert(alert)}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function buildGroupText(alert: ToldAlert, group: AlertedGroup, maxError: number): string {
  const error = sayError(group, maxError);
  return [
    sayLine(group.title, MAX_NAME),
    ...(error === '' ? [] : [error.replace(/^/gm, '    ')]),
    ...sayFacts(group).map(({ name, value }) => `${name}: ${value}`),
    ...(group.done === null ? [] : [sayDone(group.done)]),
    `All its letters: ${urlOfGroup(alert, group.id)}`,
    `The newest letter: ${urlOfLetter(alert, group.letterId)}`,
  ].join('\n');
}

function buildHtml(alert: ToldAlert, maxError: number): string {
  const head = escapeHtml(sayHead(alert));
  const more = sayMoreGroups(alert.moreGroups);
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${head}</title></head>`,
    '<body style="font-family:system-ui,sans-serif;font-size:14px;line-height:1.5">',
    `<h1 style="font-size:18px">${head}</h1>`,
    alert.channelNote === null ? '' : `<p>${escapeHtml(sayLine(alert.channelNote, 2 * MAX_NAME))}</p>`,
    ...alert.groups.map((group) => buildGroupHtml(alert, group, maxError)),
    more === '' ? '' : `<p>${more}</p>`,
    `<p>${linkTo(urlOfAlert(alert), 'Open LetterThief')}</p>`,
    '</body></html>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function buildGroupHtml(alert: ToldAlert, group: AlertedGroup, maxError: number): string {
  const error = sayError(group, maxError);
  const facts = sayFacts(group).map(
    ({ name, value }) =>
      `<tr><td style="padding-right:16px;color:#666">${name}</td><td>${escapeHtml(value)}</td></tr>`,
  );
  return [
    `<h2 style="font-size:15px">${linkTo(urlOfGroup(alert, group.id), sayLine(group.title, MAX_NAME))}</h2>`,
    error === ''
      ? ''
      : `<pre style="font-family:monospace;white-space:pre-wrap;background:#f4f4f4;color:#222;padding:8px">${escapeHtml(error)}</pre>`,
    `<table style="border-collapse:collapse">${facts.join('')}</table>`,
    group.done === null ? '' : `<p><strong>${escapeHtml(sayDone(group.done))}</strong></p>`,
    `<p>${linkTo(urlOfLetter(alert, group.letterId), 'Open the newest letter')}</p>`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function linkTo(url: string, label: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
