// What people press and choose in a message, by https://docs.slack.dev/reference/block-kit/block-elements.
import {
  anyText,
  isObject,
  list,
  object,
  oneOf,
  plainText,
  text,
  typed,
  url,
  type Check,
  type Fields,
} from './block-checks.ts';

export const image: Fields = {
  image_url: { check: url(3000), isRequired: true },
  alt_text: { check: text(2000), isRequired: true },
};

const style = { check: oneOf('primary', 'danger') };
const action_id = { check: text(255) };

/** Asks "are you sure?" before anything is sent. */
const confirm = {
  check: object({
    title: { check: typed(plainText(100)), isRequired: true },
    text: { check: typed(anyText(300)), isRequired: true },
    confirm: { check: typed(plainText(30)), isRequired: true },
    deny: { check: typed(plainText(30)), isRequired: true },
    style,
  }),
};

const option: Fields = {
  text: { check: typed(plainText(75)), isRequired: true },
  value: { check: text(150), isRequired: true },
  description: { check: typed(plainText(75)) },
};

const button: Fields = {
  text: { check: typed(plainText(75)), isRequired: true },
  action_id,
  url: { check: url(3000) },
  value: { check: text(2000) },
  style,
  confirm,
  accessibility_label: { check: text(75) },
};

const overflow: Fields = {
  action_id,
  options: { check: list(5, object({ ...option, url: { check: url(3000) } }), 2), isRequired: true },
  confirm,
};

const static_select: Fields = {
  action_id,
  placeholder: { check: typed(plainText(150)) },
  options: { check: list(100, object(option)), isRequired: true },
  initial_option: { check: object(option) },
  confirm,
};

export const interactive = { button, overflow, static_select };

/** What concerns several fields of an element. */
export const elementRules: Record<string, Check> = {
  static_select(value, pointer, faults) {
    if (!isObject(value) || value['initial_option'] === undefined || !Array.isArray(value['options'])) return;
    const wanted = JSON.stringify(value['initial_option']);
    if (!value['options'].some((one) => JSON.stringify(one) === wanted))
      faults.push(`must exactly match one of the options [json-pointer:${pointer}/initial_option]`);
  },
};
