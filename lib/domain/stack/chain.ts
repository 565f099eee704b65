// Builds the chain of errors while a stack trace is read from its first line to its last.
import type { StackError, StackFrame, StackJoint } from './stack.ts';

const MAX_FRAMES = 2000;
const MAX_ERRORS = 21;

type Open = { error: StackError; indent: number; headline: string[]; isHeadlineOver: boolean };

export class Chain {
  isTurned = false;
  private outermost = openError(null, '', 0);
  /** The errors that lines may still belong to, the innermost last. */
  private open = [this.outermost];
  private all = [this.outermost];
  private frames = 0;

  get isFull(): boolean {
    return this.frames >= MAX_FRAMES || this.all.length >= MAX_ERRORS;
  }

  get hasFrames(): boolean {
    return this.top.error.frames.some(({ kind }) => kind === 'frame');
  }

  get isHeadlineOver(): boolean {
    return this.top.isHeadlineOver;
  }

  get how(): StackJoint | null {
    return this.top.error.how;
  }

  /** A line of the headline as long as no frame came, text after that. */
  say(line: string): void {
    if (this.top.isHeadlineOver) this.addText(line);
    else this.addHeadline(line);
  }

  addHeadline(line: string): void {
    this.top.headline.push(line);
  }

  addText(line: string): void {
    const { frames } = this.top.error;
    const last = frames.at(-1);
    if (last?.kind === 'text') last.text += `\n${line}`;
    else frames.push({ kind: 'text', text: line });
  }

  addFrame(frame: StackFrame): void {
    this.frames++;
    this.top.isHeadlineOver = true;
    this.top.error.frames.push(frame);
  }

  /** Opens an error below the last open one that is indented as far, or less; `isBeside`: less only. */
  openCause(
    how: StackJoint,
    prefix: string,
    headline: string | null,
    indent: number,
    isBeside = false,
  ): void {
    while (this.open.length > 1 && (isBeside ? this.top.indent >= indent : this.top.indent > indent))
      this.open.pop();
    const opened = openError(how, prefix, indent);
    if (headline !== null) opened.headline.push(headline);
    this.top.isHeadlineOver = true;
    this.top.error.causes.push(opened.error);
    this.open.push(opened);
    this.all.push(opened);
  }

  closeCause(): void {
    if (this.open.length > 1) this.open.pop();
  }

  /** Opens an error around all that came so far: the text has the cause first. */
  openAround(how: StackJoint, prefix: string, headline: string | null): void {
    this.isTurned = true;
    const inner = this.outermost.error;
    this.outermost = openError(null, prefix, 0);
    if (headline !== null) this.outermost.headline.push(headline);
    inner.how = how;
    this.outermost.error.causes.push(inner);
    this.open = [this.outermost];
    this.all.push(this.outermost);
  }

  finish(): StackError {
    for (const { error, headline } of this.all) error.headline = headline.join('\n');
    return this.outermost.error;
  }

  private get top(): Open {
    return this.open.at(-1)!;
  }
}

function openError(how: StackJoint | null, prefix: string, indent: number): Open {
  const error: StackError = { how, prefix, headline: '', raisedAt: null, frames: [], causes: [] };
  return { error, indent, headline: [], isHeadlineOver: false };
}
