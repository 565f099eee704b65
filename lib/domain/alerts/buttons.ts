// The buttons of a post. What reaches other systems asks first, by Slack's own question, which says what will happen.
import { plainText, type Block, type Button, type Confirm, type Overflow } from './blocks.ts';
import { counted } from './post-words.ts';
import { groupUrl, type ToldGroup } from './told-group.ts';

/** As they come back to us when somebody presses one; the value is the group's id. */
export const actions = ['open', 'try_again', 'discard', 'take', 'snooze', 'wake'] as const;
export type Action = (typeof actions)[number];

/** Of a menu: the act stands in the value, before the group's id. */
export const MENU = 'menu';

export const SNOOZE_HOURS = 1;

export function buttonsOf(group: ToldGroup, publicUrl: string): Block {
  const { id, openLetters, snoozed, isTaken } = group;
  const letters = counted(openLetters, 'open letter');
  return {
    type: 'actions',
    block_id: `group ${id}`,
    elements: [
      { ...button('open', 'Open', id), url: groupUrl(group, publicUrl) },
      ...(openLetters === 0
        ? []
        : [
            {
              ...button('try_again', 'Try again', id),
              style: 'primary' as const,
              confirm: ask(
                'Try again?',
                `Publishes ${letters} of this group back to where each came from. Who listens there gets them again.`,
                'Try again',
              ),
            },
            {
              ...button('discard', 'Discard', id),
              confirm: ask(
                'Discard?',
                `Closes ${letters} of this group. Nothing is published, nothing is deleted: they can be restored.`,
                'Discard',
                'danger',
              ),
            },
          ]),
      ...(isTaken ? [] : [button('take', 'I’m on it', id)]),
      snoozed === null ? button('snooze', `Snooze ${SNOOZE_HOURS} h`, id) : button('wake', 'Wake', id),
    ],
  };
}

/** The same in a menu, where several groups share a post. A menu has one question for all that it holds. */
export function menuOf({ id, openLetters, isTaken }: ToldGroup): Overflow {
  const acts: [Action, string][] = [
    ...(openLetters === 0
      ? []
      : ([
          ['try_again', 'Try again'],
          ['discard', 'Discard'],
        ] as [Action, string][])),
    ...(isTaken ? [] : ([['take', 'I’m on it']] as [Action, string][])),
    ['snooze', `Snooze ${SNOOZE_HOURS} h`],
    ['wake', 'Wake'],
  ];
  return {
    type: 'overflow',
    action_id: MENU,
    options: acts.map(([action, label]) => ({ text: plainText(label, 75), value: `${action} ${id}` })),
    confirm: ask(
      'Sure?',
      `Try again publishes ${counted(openLetters, 'open letter')} of this group back to where each came from; Discard closes them, and they can be restored.`,
      'Yes',
    ),
  };
}

function button(action: Action, label: string, value: string): Button {
  return { type: 'button', action_id: action, text: plainText(label, 75), value };
}

function ask(title: string, text: string, yes: string, style?: Confirm['style']): Confirm {
  return {
    title: plainText(title, 100),
    text: plainText(text, 300),
    confirm: plainText(yes, 30),
    deny: plainText('Not now', 30),
    ...(style === undefined ? {} : { style }),
  };
}
