// The style of the stand-in Slack's page: a table of data, no logic of the stand-in.

export const pageStyle = `
:root {
  --bg: #fff; --side: #3f1d4d; --side-ink: #e9dff0; --side-dim: #bda9c9; --side-on: #6d3f86; --line: #e3e3e3;
  --ink: #1d1c1d; --dim: #616061; --hover: #f8f8f8; --code: #c01343; --code-bg: #f7f7f8; --code-line: #dcdcdf;
  --link: #1264a3; --mark: #fdf0c4; --mark-ink: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #1a1d21; --side: #1f1425; --side-ink: #d9cfe0; --side-dim: #9d8fa6; --side-on: #4c2f5c; --line: #35373b;
    --ink: #e2e2e3; --dim: #a3a4a6; --hover: #22252a; --code: #f08ca5; --code-bg: #22252a; --code-line: #3c3f44;
    --link: #62b0ea; --mark: #4a3a12; --mark-ink: #f2c768;
  }
}
* { box-sizing: border-box }
body { margin: 0; height: 100dvh; display: grid; grid-template-columns: 232px minmax(0, 1fr); background: var(--bg); color: var(--ink);
  font: 15px/1.467 Lato, ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere }
p, h1 { margin: 0 }
a { color: var(--link); text-decoration: underline color-mix(in srgb, currentColor 40%, transparent); text-underline-offset: 2px } a:hover { text-decoration-color: currentColor }
a:focus-visible, button:focus-visible, select:focus-visible, input:focus-visible, summary:focus-visible, #posts:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px } #posts:focus-visible { outline-offset: -3px }
aside { background: var(--side); color: var(--side-ink); padding: 14px 8px; overflow: hidden }
.team { font-weight: 800; font-size: 17px; padding: 0 8px 6px }
.about { color: var(--side-dim); font-size: 12.5px; line-height: 1.45; padding: 0 8px 10px }
.group { color: var(--side-dim); padding: 12px 8px 4px; font-size: 14px }
.channel { color: inherit; text-decoration: none; padding: 3px 8px; border-radius: 6px; display: flex; gap: 8px; align-items: center } .channel.on { background: var(--side-on); color: #fff } .channel span { opacity: .75 } a.channel:hover { background: color-mix(in srgb, var(--side-on) 55%, transparent) }
.channel small { margin-left: auto; font-size: 11px; color: var(--side-dim) } aside a:focus-visible { outline-color: var(--side-ink) }
.dot { width: 8px; height: 8px; border-radius: 50%; background: #4bb38a; opacity: 1 !important }
main { display: grid; grid-template-rows: auto minmax(0, 1fr) auto; min-width: 0; height: 100dvh }
header { display: flex; gap: 12px; align-items: baseline; justify-content: space-between; padding: 12px 20px; border-bottom: 1px solid var(--line) }
h1 { font-size: 18px; font-weight: 800 } h1 span { color: var(--dim); font-weight: 500; padding-right: 2px }
#count { color: var(--dim); font-size: 13px; white-space: nowrap }
#posts { overflow-y: auto; padding: 12px 0; display: flex; flex-direction: column } #posts > div { margin-top: auto }
article { display: grid; grid-template-columns: 36px minmax(0, 1fr); gap: 8px; padding: 6px 20px } article.first { margin-top: 8px } article:hover { background: var(--hover) }
.side { text-align: right } .together .side time { font-size: 11.5px; color: var(--dim); visibility: hidden; line-height: 22px } .together:hover .side time { visibility: visible }
.who { display: flex; gap: 6px; align-items: center; line-height: 1.3 } .who time { font-size: 12px; color: var(--dim) } .who b { font-weight: 800 }
.app { font-size: 10px; font-weight: 700; background: var(--code-line); color: var(--ink); border-radius: 2px; padding: 0 3px; line-height: 14px }
.section { display: flex; gap: 16px; justify-content: space-between; padding: 2px 0 } .section > div { min-width: 0; flex: 1 } b { font-weight: 700 }
code, pre { font: 12px/1.5 "JetBrains Mono Variable", "JetBrains Mono", ui-monospace, Menlo, Consolas, monospace; background: var(--code-bg); border: 1px solid var(--code-line) }
code { color: var(--code); border-radius: 3px; padding: 1px 3px } pre { margin: 4px 0; border-radius: 4px; padding: 8px; white-space: pre-wrap; max-height: 190px; overflow: auto; tab-size: 2 }
blockquote { margin: 1px 0 6px; padding-left: 10px; border-left: 4px solid var(--code-line); color: var(--dim) } blockquote code { color: inherit }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 4px 16px; padding-top: 4px }
.context { color: var(--dim); font-size: 13px; display: flex; flex-wrap: wrap; gap: 4px 8px; padding: 2px 0 } .context code { font-size: 11.5px; color: inherit }
.heading { font-size: 18px; font-weight: 800; padding: 4px 0 } hr { border: 0; border-top: 1px solid var(--line); margin: 8px 0 }
.actions { display: flex; flex-wrap: wrap; gap: 8px; padding: 4px 0 }
.button { border: 1px solid var(--code-line); border-radius: 6px; padding: 4px 12px; color: var(--ink); background: var(--bg); font: inherit; font-weight: 700; font-size: 14px; text-decoration: none; white-space: nowrap; align-self: start; max-width: 100% }
button.button, select.button, summary.button { cursor: pointer } .button:hover { background: var(--hover) }
.button.primary { background: #007a5a; color: #fff; border-color: transparent } .button.danger { background: #c8123f; color: #fff; border-color: transparent } .button.primary:hover, .button.danger:hover { filter: brightness(1.12) }
select.button { font-weight: 400; text-overflow: ellipsis }
summary { cursor: pointer } .overflow { position: relative; align-self: start } .overflow summary { list-style: none; display: inline-block } .overflow summary::-webkit-details-marker { display: none }
.choices { position: absolute; right: 0; z-index: 1; min-width: 180px; max-width: 280px; margin-top: 4px; padding: 6px 0; display: grid; background: var(--bg); border: 1px solid var(--code-line); border-radius: 8px; box-shadow: 0 4px 14px rgb(0 0 0 / .18) }
.actions .choices { right: auto; left: 0 }
.choices button, .choices a { border: 0; background: none; color: var(--ink); font: inherit; text-align: left; text-decoration: none; padding: 5px 14px; cursor: pointer } .choices :is(button, a):hover { background: var(--hover) }
.thread { margin-top: 4px } .thread > summary { color: var(--link); font-size: 13px; font-weight: 700; width: fit-content } .reply { margin-top: 8px; padding-left: 12px; border-left: 2px solid var(--line) }
.edited, .seen { color: var(--dim); font-size: 12.5px } .ephemeral { background: color-mix(in srgb, var(--mark) 22%, transparent) } s { color: var(--dim) }
mark { background: var(--mark); color: var(--mark-ink); border-radius: 3px; padding: 0 2px }
.note { color: var(--mark-ink); font-size: 13px } .empty { color: var(--dim); padding: 24px 20px }
footer { margin: 0 20px 20px } #said { color: var(--mark-ink); font-size: 13px; padding-bottom: 4px } #said:empty { display: none }
#composer { display: flex; gap: 8px; align-items: center; border: 1px solid var(--code-line); border-radius: 8px; padding: 6px 8px } #composer:focus-within { border-color: var(--link) }
#composer label { color: var(--dim); font-size: 13px; white-space: nowrap } #composer input { flex: 1; min-width: 0; font: inherit; color: inherit; background: none; border: 0; padding: 4px 6px; outline: 0 } #composer .button { align-self: center }
#acting { font: inherit; color: var(--ink); background: var(--bg); border: 1px solid var(--code-line); border-radius: 4px }
dialog { width: min(420px, calc(100vw - 32px)); background: var(--bg); color: var(--ink); border: 1px solid var(--line); border-radius: 10px; padding: 20px } dialog::backdrop { background: rgb(0 0 0 / .5) }
dialog h2 { margin: 0 0 8px; font-size: 18px } dialog .actions { justify-content: end; padding-top: 18px }
@media (max-width: 720px) {
  body { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto minmax(0, 1fr) } main { height: auto; min-height: 0 }
  aside { padding: 6px 8px } .team, .about, .group, .app-name { display: none } nav { display: flex; gap: 4px; overflow-x: auto } .channel { white-space: nowrap }
  header { padding: 10px 14px } article { padding: 6px 14px } footer { margin: 0 14px 12px } .fields { grid-template-columns: 1fr }
  #composer { flex-wrap: wrap } #composer label { flex-basis: 100% }
}`;
