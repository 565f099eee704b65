// The script of the stand-in Slack's page: it fetches the channel again every second, and sends what is pressed or typed.

export const pageScript = `
const byId = (id) => document.getElementById(id);
const list = byId('posts'), count = byId('count'), said = byId('said'), acting = byId('acting'), dialog = byId('confirm');
const { channel } = document.body.dataset;
let shown = '';
/** Stays at the newest post unless somebody has scrolled up; what is unfolded and focused stays so. */
function show(html) {
  if (html === shown) return;
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const opened = [...list.querySelectorAll('details[open]')].map((one) => one.dataset.key);
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  if (shown !== '') list.innerHTML = html;
  shown = html;
  for (const one of list.querySelectorAll('[data-key]')) {
    if (opened.includes(one.dataset.key)) one.open = true;
    if (focused !== undefined && one.dataset.key === focused) one.focus({ preventScroll: true });
  }
  count.textContent = list.firstElementChild.dataset.count;
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}
function isBusy() {
  return !getSelection().isCollapsed || (list.contains(document.activeElement) && document.activeElement.tagName === 'SELECT');
}
async function refresh() {
  try {
    const answer = await fetch('/channel?channel=' + encodeURIComponent(channel));
    if (answer.ok && !isBusy()) show(await answer.text());
  } catch {
    count.textContent = 'The demo has stopped';
    shown = ' ';
  }
}
async function reload() {
  await refresh();
  setTimeout(reload, 1000);
}
async function send(path, body) {
  said.textContent = '';
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ ...body, channel, user: acting.value }) });
    said.textContent = (await answer.json()).words;
  } catch {
    said.textContent = 'The demo has stopped';
  }
  await refresh();
}
/** Asks first where the message says so. */
function sure(confirm) {
  if (confirm === undefined) return Promise.resolve(true);
  const { title, html, yes, no, style } = JSON.parse(confirm);
  byId('confirm-title').textContent = title;
  byId('confirm-text').innerHTML = html;
  byId('confirm-yes').textContent = yes;
  byId('confirm-no').textContent = no;
  byId('confirm-yes').className = 'button ' + style;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }));
}
async function press({ ts, action, confirm }, value = '') {
  if (await sure(confirm)) await send('/press', { ts, action, value });
}
byId('confirm-yes').addEventListener('click', () => dialog.close('yes'));
byId('confirm-no').addEventListener('click', () => dialog.close('no'));
list.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-action]');
  if (button === null) return;
  button.closest('details.overflow')?.removeAttribute('open');
  void press(button.dataset, button.dataset.value);
});
list.addEventListener('change', async ({ target }) => {
  if (!target.matches('select[data-action]')) return;
  const { value } = target;
  target.blur();
  await press(target.dataset, value);
  shown = ' ';
  await refresh();
});
byId('composer').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = byId('typed').value;
  if (text.trim() === '') return;
  byId('typed').value = '';
  await send('/command', { text });
});
acting.value = sessionStorage.getItem('acting') ?? acting.value;
if (acting.selectedIndex < 0) acting.selectedIndex = 0;
acting.addEventListener('change', () => sessionStorage.setItem('acting', acting.value));
shown = list.innerHTML;
count.textContent = list.firstElementChild.dataset.count;
list.scrollTop = list.scrollHeight;
setTimeout(reload, 1000);`;
