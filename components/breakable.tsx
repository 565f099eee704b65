// A long name that may go on in the next line behind a slash, or a dot: where a reader would break it.

/** Of one text; what is behind them breaks anywhere. */
const MAX_PIECES = 60;

/** A path breaks behind slashes alone: its file stays in one piece where there is room. */
export function Breakable({ text, isPath = false }: { text: string; isPath?: boolean }) {
  const pieces = text.split(isPath ? /(?<=[/\\])/ : /(?<=[./\\:])/).slice(0, MAX_PIECES);
  const rest = text.slice(pieces.join('').length);
  return (
    <span className="wrap-anywhere">
      {pieces.map((piece, index) => (
        <span key={index}>
          {piece}
          <wbr />
        </span>
      ))}
      {rest}
    </span>
  );
}
