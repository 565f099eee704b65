// NServiceBus' error queue (docs.particular.net, nservicebus/messaging/headers.md; Core 9's HeaderWriterErrorError.txt). What a
// retry leaves out is what ServiceControl's HeaderFilter.cs leaves out.
import type { Convention } from './convention.ts';

const LEFT_OUT = [
  'NServiceBus.Retries',
  'NServiceBus.FailedQ',
  'NServiceBus.TimeOfFailure',
  'NServiceBus.ExceptionInfo.',
  'ServiceControl.EditOf',
];

export const nServiceBus: Convention = {
  name: 'NServiceBus',
  certainty: 3,
  marks: ['NServiceBus.FailedQ', 'NServiceBus.ExceptionInfo.ExceptionType'],
  reads: [
    'NServiceBus.FailedQ',
    'NServiceBus.ExceptionInfo.ExceptionType',
    'NServiceBus.ExceptionInfo.Message',
    'NServiceBus.ExceptionInfo.StackTrace',
    'NServiceBus.TimeOfFailure',
    'NServiceBus.EnclosedMessageTypes',
    'NServiceBus.ProcessingEndpoint',
    'NServiceBus.FLRetries',
    'NServiceBus.Retries',
  ],
  recognise(clues) {
    const queue = clues.text('NServiceBus.FailedQ');
    const type = clues.text('NServiceBus.ExceptionInfo.ExceptionType');
    if (queue === null && type === null) return null;
    const delayed = clues.number('NServiceBus.Retries');
    return {
      from: `header ${queue === null ? 'NServiceBus.ExceptionInfo.ExceptionType' : 'NServiceBus.FailedQ'}`,
      error: {
        type,
        message: clues.text('NServiceBus.ExceptionInfo.Message'),
        stack: clues.text('NServiceBus.ExceptionInfo.StackTrace'),
      },
      failedAt: readTime(clues.text('NServiceBus.TimeOfFailure')),
      attempts: delayed === null ? null : delayed + 1,
      // Assembly-qualified, several with ";".
      messageType: clues.text('NServiceBus.EnclosedMessageTypes')?.split(/[,;]/, 1)[0]?.trim() || null,
      sourceQueue: queue?.split('@', 1)[0] || null,
      owner: clues.text('NServiceBus.ProcessingEndpoint'),
    };
  },
  replay: {
    leavesOut: (name) => LEFT_OUT.some((prefix) => name.startsWith(prefix)),
  },
};

/** "2025-08-19 23:28:31:799804 Z": a colon before the microseconds. */
function readTime(text: string | null): string | null {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d):(\d{3})\d* Z$/.exec(text ?? '');
  if (parts === null) return null;
  const ms = Date.parse(`${parts[1]}T${parts[2]}.${parts[3]}Z`);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}
