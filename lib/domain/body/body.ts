// A body as views take it: its bytes, its text when somebody asks, and what was said of it.
import { isMostlyText, readBodyText } from './text.ts';

export type Body = {
  bytes: Uint8Array;
  /** In the charset of its content type, else UTF-8. */
  readonly text: string;
  /** Whether most of it is characters that people write. */
  readonly isText: boolean;
  contentType: string;
  /** Nothing of it was cut off. */
  isWhole: boolean;
};

export function makeBody(bytes: Uint8Array, contentType: string | undefined, isWhole: boolean): Body {
  let text: string | undefined;
  let isText: boolean | undefined;
  return {
    bytes,
    contentType: contentType?.toLowerCase() ?? '',
    isWhole,
    get text() {
      return (text ??= readBodyText(bytes, contentType));
    },
    get isText() {
      return (isText ??=
        bytes.length > 0 && isMostlyText(readBodyText(bytes.subarray(0, 8192), contentType)));
    },
  };
}
