// What chat.postMessage and chat.update take, as far as we use Block Kit (https://docs.slack.dev/reference/block-kit).

/** `text` is for push messages and screen readers, `blocks` for the channel. */
export type SlackPost = { text: string; blocks: Block[] };
export type Block =
  | { type: 'section'; text: Text; accessory?: Overflow }
  | { type: 'context'; elements: Text[] }
  | { type: 'actions'; block_id: string; elements: Button[] };
/** `verbatim` keeps Slack from making links and mentions of bare words. */
export type Text = { type: 'mrkdwn'; text: string; verbatim: true };
export type PlainText = { type: 'plain_text'; text: string };

export type Button = {
  type: 'button';
  action_id: string;
  text: PlainText;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  confirm?: Confirm;
};
/** A menu of two to five; what is chosen comes back as its value. */
export type Overflow = {
  type: 'overflow';
  action_id: string;
  options: { text: PlainText; value: string }[];
  confirm?: Confirm;
};
export type Confirm = {
  title: PlainText;
  text: PlainText;
  confirm: PlainText;
  deny: PlainText;
  style?: 'primary' | 'danger';
};

/** A section takes 3,000 characters. */
export const MAX_SECTION = 2900;

export function section(text: string, accessory?: Overflow): Block {
  return { type: 'section', text: mrkdwn(text), ...(accessory === undefined ? {} : { accessory }) };
}

export function context(...texts: readonly string[]): Block {
  return { type: 'context', elements: [mrkdwn(texts.join('  ·  '))] };
}

/** Lines in as few sections as they need; each line fits into one. */
export function sections(lines: readonly string[]): Block[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < MAX_SECTION)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map((text) => section(text));
}

/** Buttons take 75 characters, a title 100, a question 300, its two answers 30. */
export function plainText(text: string, max: number): PlainText {
  return { type: 'plain_text', text: text.length <= max ? text : `${text.slice(0, max - 1)}…` };
}

function mrkdwn(text: string): Text {
  return { type: 'mrkdwn', text, verbatim: true };
}
