// Taskiq with taskiq-aio-pika (taskiq_aio_pika/broker.py, 0.4): headers name the task; the error is not told.
import type { Convention } from './convention.ts';

export const taskiq: Convention = {
  name: 'Taskiq',
  certainty: 2,
  marks: ['task_name'],
  reads: ['task_id', 'task_name', 'labels', '_retries'],
  recognise(clues) {
    const task = clues.text('task_name');
    if (task === null || clues.text('task_id') === null) return null;
    const retries = clues.number('_retries');
    return {
      from: 'headers task_id and task_name',
      messageType: task,
      attempts: retries === null ? null : retries + 1,
    };
  },
};
