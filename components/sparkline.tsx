// How many came in each hour, as bars; in words for who does not see them.
import { sayHours } from '#lib/domain/group-words.ts';

const HEIGHT = 24;
const BAR = 4;

export function Sparkline({ perHour, className }: { perHour: readonly number[]; className: string }) {
  const most = Math.max(1, ...perHour);
  const words = sayHours(perHour);
  return (
    <svg
      role="img"
      aria-label={words}
      viewBox={`0 0 ${perHour.length * BAR} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={className}
      data-sparkline={perHour.reduce((sum, many) => sum + many, 0)}
    >
      <title>{words}</title>
      <line
        x1="0"
        x2={perHour.length * BAR}
        y1={HEIGHT - 0.5}
        y2={HEIGHT - 0.5}
        className="stroke-line-strong"
      />
      {perHour.map((many, hour) =>
        many === 0 ? null : (
          <rect
            key={hour}
            x={hour * BAR}
            width={BAR - 1}
            y={HEIGHT - barOf(many, most)}
            height={barOf(many, most)}
            className="fill-ink-3"
          />
        ),
      )}
    </svg>
  );
}

/** Never so low that it is not seen. */
function barOf(many: number, most: number): number {
  return Math.max(2, (many / most) * HEIGHT);
}
