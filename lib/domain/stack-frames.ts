// A stack trace, read only so far that library frames can fold away: the lines themselves stay as they came.

export type StackPart = { kind: 'own'; line: string } | { kind: 'library'; lines: string[] };

/** Java, .NET, JavaScript, Python, PHP and Ruby: how a line of a stack trace begins. */
const FRAME = /^\s*(at\s|from\s|File\s"|#\d+\s|\.{3}\s\d+\s(common frames|more))|^\s*\S+:\d+:in\s/;
const LIBRARIES = [
  /\b(java|javax|jdk|sun|jakarta|kotlin|kotlinx|scala|groovy|reactor|okhttp3|okio|io\.netty|io\.micrometer|com\.sun|com\.zaxxer|com\.rabbitmq)\.[\w.$]/,
  /\borg\.(springframework|apache|hibernate|aspectj|junit|jboss)\./,
  /\b(System|Microsoft|MassTransit|NServiceBus|RabbitMQ)\.[A-Z]/,
  /node_modules[\\/]|\bnode:|\(internal\//,
  /[\\/]vendor[\\/]|site-packages[\\/]|dist-packages[\\/]|[\\/]gems[\\/]|[\\/]lib[\\/]python\d/,
  /\.{3}\s\d+\s(common frames|more)/,
];

/** Own lines one by one; two or more library frames in a row become one part. Nothing folds when all frames are library. */
export function readStack(stack: string): StackPart[] {
  // n.b. no /\s+$/: it takes seconds for a long run of blanks within.
  const lines = stack.trimEnd().split(/\r?\n/);
  const hasOwn = lines.some((line) => FRAME.test(line) && !isLibrary(line));
  const parts: StackPart[] = [];
  let run: string[] = [];
  const endRun = () => {
    if (run.length >= 2 && hasOwn) parts.push({ kind: 'library', lines: run });
    else parts.push(...run.map((line) => ({ kind: 'own' as const, line })));
    run = [];
  };
  for (const line of lines) {
    if (FRAME.test(line) && isLibrary(line)) run.push(line);
    else {
      endRun();
      parts.push({ kind: 'own', line });
    }
  }
  endRun();
  return parts;
}

function isLibrary(line: string): boolean {
  const beginning = line.slice(0, 400);
  return LIBRARIES.some((library) => library.test(beginning));
}
