// Laravel's queues over RabbitMQ (vladimir-yuldashev/laravel-queue-rabbitmq 14, Queue/Jobs/RabbitMQJob.php; laravel/framework,
// Illuminate/Queue/Queue.php): the body names the job, the header laravel counts. A job at its last try fails at once.
import { asObject, numberOf, tableOf, textIn } from './clues.ts';
import type { Convention } from './convention.ts';
import { resetInTable } from './reset.ts';
import { setInJson } from './set-in-json.ts';

export const laravel: Convention = {
  name: 'Laravel',
  certainty: 3,
  marks: ['laravel'],
  reads: ['laravel'],
  bodyKeys: ['displayName'],
  recognise(clues) {
    const { object } = clues;
    const told = tableOf(clues.header('laravel'));
    const name = textIn(object, 'displayName');
    const isJob = name !== null && textIn(object, 'job') !== null;
    if (told === null && !isJob) return null;
    const attempts = numberOf(told?.find((field) => field.name === 'attempts'));
    const until = object?.retryUntil;
    return {
      from: told === null ? 'the body: displayName and job' : 'header laravel',
      attempts: attempts === null ? null : attempts + 1,
      messageType: name ?? textIn(asObject(object?.data), 'commandName'),
      ...(typeof until === 'number' && {
        warnings: [
          `Its body says retryUntil ${new Date(until * 1000).toISOString()}: past that the job fails at once.`,
        ],
      }),
    };
  },
  bodyChange: {
    words: 'retryUntil set to null in the body',
    change: (body) => setInJson(body, ['retryUntil'], 'null'),
  },
  replay: { resets: { laravel: resetInTable('laravel', 'attempts') } },
};
