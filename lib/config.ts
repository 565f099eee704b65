// Settings from the environment: read and checked once, all faults listed together. The only reader of process.env outside scripts/.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const bool = z.enum(['0', '1', '']).transform((value) => value === '1');
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
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_CHANNEL: z.string().optional(),
  SLACK_API_URL: url(['http:', 'https:']).optional(),
  PUBLIC_URL: url(['http:', 'https:']).optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535).default(3000),
  LETTERTHIEF_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  SIGN_IN_DAYS: z.coerce.number({ error: 'must be a number of days' }).int().min(1).max(90).default(7),
  SIGN_IN_IDLE_HOURS: z.coerce
    .number({ error: 'must be a number of hours' })
    .int()
    .min(1)
    .max(720)
    .default(12),
  AUDIT_DAYS: z.coerce.number({ error: 'must be a number of days' }).int().min(0).max(36_500).default(730),
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
  'LETTERTHIEF_SECRET',
  'MIGRATION_DATABASE_URL',
] as const;

export type Config = Readonly<{
  databaseUrl: string | undefined;
  /** Of the role that owns the tables, where that is not the app's own. */
  migrationUrl: string | undefined;
  amqpUrl: string | undefined;
  amqpTls: Readonly<{
    caFile: string | undefined;
    certFile: string | undefined;
    keyFile: string | undefined;
  }>;
  amqpManagementUrl: string | undefined;
  /** Queues to drain; null means that LetterThief declares its own. */
  deadLetterQueues: readonly string[] | null;
  slack: Readonly<{ token: string; channel: string; apiUrl: string | undefined }> | null;
  publicUrl: string;
  host: string;
  port: number;
  home: string;
  maxHeldBytes: number;
  chromiumPath: string | undefined;
  logLevel: string;
  secret: string | undefined;
  /** A sign-in ends after so long, whatever is done with it. */
  signInDays: number;
  /** And after so long without a request. */
  signInIdleHours: number;
  /** The audit is kept so long; 0 is for ever. */
  auditDays: number;
  /** Set by `npm run demo` alone: whoever comes is signed in. */
  isDemo: boolean;
}>;

/** Lists every fault at once. Values are never named: they may be secrets. */
export class ConfigError extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`Faulty settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Reads and checks the settings. Throws ConfigError. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const faults: string[] = [];
  const given = withFiles(env, faults);
  const read = settings.safeParse(given);
  if (!read.success)
    faults.push(...read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  const queues = given.DEAD_LETTER_QUEUES === undefined ? null : readQueues(given.DEAD_LETTER_QUEUES, faults);
  if (given.SLACK_BOT_TOKEN && !given.SLACK_CHANNEL)
    faults.push('SLACK_CHANNEL is needed with SLACK_BOT_TOKEN');
  if (Boolean(given.AMQP_CERT_FILE) !== Boolean(given.AMQP_KEY_FILE))
    faults.push('AMQP_CERT_FILE and AMQP_KEY_FILE belong together: give both or neither');
  if (given.HOST && !isLoopback(given.HOST) && given.LETTERTHIEF_DEMO === '1')
    faults.push('LETTERTHIEF_DEMO signs everybody in: HOST must be a loopback address with it');
  if (!read.success || faults.length > 0) throw new ConfigError(faults);
  const value = read.data;
  return {
    databaseUrl: value.DATABASE_URL,
    migrationUrl: value.MIGRATION_DATABASE_URL,
    amqpUrl: value.AMQP_URL,
    amqpTls: { caFile: value.AMQP_CA_FILE, certFile: value.AMQP_CERT_FILE, keyFile: value.AMQP_KEY_FILE },
    amqpManagementUrl: value.AMQP_MANAGEMENT_URL,
    deadLetterQueues: queues,
    slack:
      value.SLACK_BOT_TOKEN && value.SLACK_CHANNEL
        ? { token: value.SLACK_BOT_TOKEN, channel: value.SLACK_CHANNEL, apiUrl: value.SLACK_API_URL }
        : null,
    publicUrl: (value.PUBLIC_URL ?? `http://${urlHost(value.HOST)}:${value.PORT}`).replace(/\/+$/, ''),
    host: value.HOST,
    port: value.PORT,
    home: value.LETTERTHIEF_HOME,
    maxHeldBytes: value.MAX_HELD_MB * 1024 * 1024,
    chromiumPath: value.CHROMIUM_PATH,
    logLevel: value.LOG_LEVEL,
    secret: value.LETTERTHIEF_SECRET,
    signInDays: value.SIGN_IN_DAYS,
    signInIdleHours: value.SIGN_IN_IDLE_HOURS,
    auditDays: value.AUDIT_DAYS,
    isDemo: value.LETTERTHIEF_DEMO,
  };
}

function withFiles(env: Record<string, string | undefined>, faults: string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(settings.shape)) if (env[name]) given[name] = env[name];
  for (const name of secretNames) {
    const path = env[`${name}_FILE`];
    if (!path) continue;
    if (given[name]) faults.push(`${name} and ${name}_FILE are both set: give one`);
    try {
      given[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      faults.push(`${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
    }
  }
  return given;
}

function readQueues(list: string, faults: string[]): string[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) faults.push('DEAD_LETTER_QUEUES has an empty name');
  if (names.some((name) => Buffer.byteLength(name) > 255))
    faults.push('DEAD_LETTER_QUEUES has a name over 255 bytes');
  return [...new Set(names)];
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
