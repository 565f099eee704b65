// The names of the forms in which a letter is reproduced, and what the REST API answers: small, for pages too.
import { z } from 'zod';

export const reproductionTargets = [
  'fixture',
  'rabbitmqadmin',
  'amqplib',
  'php-amqplib',
  'pigeon',
  'pika',
  'spring',
  'curl',
] as const;
export type ReproductionTarget = (typeof reproductionTargets)[number];

/** In bytes: a larger body is no part of the program, and lies in this file beside it. */
export const MAX_INLINE = 64 * 1024;
export const bodyFile = 'message.bin';

/** As people know them. */
export const targetLabels: Record<ReproductionTarget, string> = {
  fixture: 'Fixture (JSON)',
  rabbitmqadmin: 'rabbitmqadmin',
  amqplib: 'amqplib (Node)',
  'php-amqplib': 'php-amqplib',
  pigeon: 'Pigeon (Laravel)',
  pika: 'pika (Python)',
  spring: 'Spring AMQP (Java)',
  curl: 'curl: try it again',
};

export const reproductionQuery = z.object({ as: z.enum(reproductionTargets) });

export const reproduction = z
  .object({
    as: z.enum(reproductionTargets),
    language: z.enum(['json', 'shell', 'javascript', 'php', 'python', 'java']),
    text: z.string(),
    notes: z.array(z.string()).describe('What this form cannot say exactly, and what was left out'),
  })
  .meta({ id: 'Reproduction' });
export type Reproduction = z.infer<typeof reproduction>;
