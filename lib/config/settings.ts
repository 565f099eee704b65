// Every setting by its name in the environment, and what it must look like. .env.example has the same names in the same order.
import { z } from 'zod';
import { readSmtpUrl } from './smtp-url.ts';

const bool = z.enum(['0', '1', '']).transform((value) => value === '1');
const header = z
  .string()
  .regex(/^[A-Za-z][\w-]*$/, 'must be the name of a header')
  .toLowerCase()
  .optional();
const url = (protocols: string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}`,
    );

/** Every setting, in the order of .env.example. Names ending in _FILE are read through `secretNames`. */
export const settings = z.object({
  DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  MIGRATION_DATABASE_URL: url(['postgres:', 'postgresql:']).optional(),
  AMQP_URL: url(['amqp:', 'amqps:']).optional(),
  AMQP_CA_FILE: z.string().optional(),
  AMQP_CERT_FILE: z.string().optional(),
  AMQP_KEY_FILE: z.string().optional(),
  AMQP_MANAGEMENT_URL: url(['http:', 'https:']).optional(),
  DEAD_LETTER_QUEUES: z.string().optional(),
  DEAD_LETTER_EXCHANGES: z.string().optional(),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_CHANNEL: z.string().optional(),
  SLACK_API_URL: url(['http:', 'https:']).optional(),
  SLACK_SIGNING_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  SMTP_URL: z
    .string()
    .refine((value) => readSmtpUrl(value) !== null, 'must look like smtps://user:password@host:port')
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]{3,300}$/, 'must be an address, or a name and <an address>')
    .optional(),
  ALERT_ADDRESSES: z.string().optional(),
  PUBLIC_URL: url(['http:', 'https:']).optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535).default(3000),
  LETTERTHIEF_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  OIDC_ISSUER: url(['https:', 'http:']).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(60).default('your organisation'),
  OIDC_SCOPES: z.string().default('openid email profile'),
  OIDC_GROUPS_CLAIM: z.string().default('groups'),
  ROLE_RULES: z.string().default(''),
  PROXY_ADDRESSES: z.string().optional(),
  PROXY_USER_HEADER: header,
  PROXY_GROUPS_HEADER: header,
  SIGN_IN_DAYS: z.coerce.number({ error: 'must be a number of days' }).int().min(1).max(90).default(7),
  SIGN_IN_IDLE_HOURS: z.coerce
    .number({ error: 'must be a number of hours' })
    .int()
    .min(1)
    .max(720)
    .default(12),
  AUDIT_DAYS: z.coerce.number({ error: 'must be a number of days' }).int().min(0).max(36_500).default(730),
  REPLAY_REASON_REQUIRED: bool.default(false),
  ID_LINKS: z.string().default(''),
  LETTERTHIEF_HOME: z.string().default('.letterthief'),
  MAX_HELD_MB: z.coerce.number({ error: 'must be a number of MB' }).int().min(8).max(65536).default(128),
  CHROMIUM_PATH: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LETTERTHIEF_DEMO: bool.default(false),
});

/** Settings that may be given as a file instead: NAME_FILE holds its path. */
export const secretNames = [
  'DATABASE_URL',
  'AMQP_URL',
  'AMQP_MANAGEMENT_URL',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SMTP_URL',
  'LETTERTHIEF_SECRET',
  'MIGRATION_DATABASE_URL',
  'OIDC_CLIENT_SECRET',
] as const;
