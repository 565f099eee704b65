// Settings from the environment: read and checked once, all faults listed together. The only reader of process.env outside scripts/.
import { readFileSync } from 'node:fs';
import { readIdLinks, type IdLink } from '#lib/domain/id-links.ts';
import { readRoleRules, type RoleRule } from '#lib/domain/role-rules.ts';
import {
  findOidcFaults,
  isLoopback,
  readAddresses,
  readExchanges,
  readNames,
  readQueues,
} from './config/checks.ts';
import { secretNames, settings } from './config/settings.ts';

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
  /** Exchanges of others that its own queue is bound to as well. */
  deadLetterExchanges: readonly Readonly<{ exchange: string; routingKey: string }>[];
  slack: Readonly<{ token: string; channel: string; apiUrl: string | undefined }> | null;
  /** Where e-mail is handed in, and whom it is from. */
  mail: Readonly<{ smtpUrl: string; from: string }> | null;
  /** Addresses, networks and names within our own network that alerts may be posted to. */
  alertAddresses: readonly string[];
  /** What calls from Slack are signed with. */
  slackSigningSecret: string | undefined;
  publicUrl: string;
  host: string;
  port: number;
  home: string;
  maxHeldBytes: number;
  chromiumPath: string | undefined;
  logLevel: string;
  secret: string | undefined;
  /** The OpenID Connect issuer that people may come in by. */
  oidc: Readonly<{
    issuer: string;
    clientId: string;
    clientSecret: string;
    name: string;
    scopes: readonly string[];
    groupsClaim: string;
    rules: readonly RoleRule[];
  }> | null;
  /** A reverse proxy in front: what its addresses say is believed. `userHeader`: it signs people in. */
  proxy: Readonly<{
    addresses: readonly string[];
    userHeader: string | undefined;
    groupsHeader: string | undefined;
    rules: readonly RoleRule[];
  }> | null;
  /** A sign-in ends after so long, whatever is done with it. */
  signInDays: number;
  /** And after so long without a request. */
  signInIdleHours: number;
  /** The audit is kept so long; 0 is for ever. */
  auditDays: number;
  /** A replay run wants a reason. */
  isReasonRequired: boolean;
  /** Where ids lead. */
  idLinks: readonly IdLink[];
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
  const exchanges = given.DEAD_LETTER_EXCHANGES ? readExchanges(given.DEAD_LETTER_EXCHANGES, faults) : [];
  if (queues !== null && exchanges.length > 0)
    faults.push(
      'DEAD_LETTER_EXCHANGES binds its own queue, and with DEAD_LETTER_QUEUES there is none: bind a queue of yours',
    );
  if (given.SLACK_BOT_TOKEN && !given.SLACK_CHANNEL)
    faults.push('SLACK_CHANNEL is needed with SLACK_BOT_TOKEN');
  if (Boolean(given.SMTP_URL) !== Boolean(given.MAIL_FROM))
    faults.push('SMTP_URL and MAIL_FROM belong together: give both or neither');
  readNames(given.ALERT_ADDRESSES ?? '', faults);
  if (Boolean(given.AMQP_CERT_FILE) !== Boolean(given.AMQP_KEY_FILE))
    faults.push('AMQP_CERT_FILE and AMQP_KEY_FILE belong together: give both or neither');
  if (given.HOST && !isLoopback(given.HOST) && given.LETTERTHIEF_DEMO === '1')
    faults.push('LETTERTHIEF_DEMO signs everybody in: HOST must be a loopback address with it');
  const { rules, faults: faultyRules } = readRoleRules(given.ROLE_RULES ?? '');
  faults.push(...faultyRules.map((fault) => `ROLE_RULES: ${fault}`));
  const idLinks = readIdLinks(given.ID_LINKS ?? '');
  faults.push(...idLinks.faults.map((fault) => `ID_LINKS: ${fault}`));
  faults.push(...findOidcFaults(given, rules));
  readAddresses(given.PROXY_ADDRESSES ?? '', faults);
  if (given.PROXY_USER_HEADER && !given.PROXY_ADDRESSES)
    faults.push('PROXY_ADDRESSES is needed with PROXY_USER_HEADER: else anybody could send that header');
  if (given.PROXY_USER_HEADER && rules.length === 0)
    faults.push('ROLE_RULES is needed with PROXY_USER_HEADER: without a rule nobody could come in');
  if (!read.success || faults.length > 0) throw new ConfigError(faults);
  const value = read.data;
  return {
    databaseUrl: value.DATABASE_URL,
    migrationUrl: value.MIGRATION_DATABASE_URL,
    amqpUrl: value.AMQP_URL,
    amqpTls: { caFile: value.AMQP_CA_FILE, certFile: value.AMQP_CERT_FILE, keyFile: value.AMQP_KEY_FILE },
    amqpManagementUrl: value.AMQP_MANAGEMENT_URL,
    deadLetterQueues: queues,
    deadLetterExchanges: exchanges,
    slack:
      value.SLACK_BOT_TOKEN && value.SLACK_CHANNEL
        ? { token: value.SLACK_BOT_TOKEN, channel: value.SLACK_CHANNEL, apiUrl: value.SLACK_API_URL }
        : null,
    mail: value.SMTP_URL && value.MAIL_FROM ? { smtpUrl: value.SMTP_URL, from: value.MAIL_FROM } : null,
    alertAddresses: readNames(value.ALERT_ADDRESSES ?? '', []),
    slackSigningSecret: value.SLACK_SIGNING_SECRET,
    publicUrl: (value.PUBLIC_URL ?? `http://${urlHost(value.HOST)}:${value.PORT}`).replace(/\/+$/, ''),
    host: value.HOST,
    port: value.PORT,
    home: value.LETTERTHIEF_HOME,
    maxHeldBytes: value.MAX_HELD_MB * 1024 * 1024,
    chromiumPath: value.CHROMIUM_PATH,
    logLevel: value.LOG_LEVEL,
    secret: value.LETTERTHIEF_SECRET,
    oidc:
      value.OIDC_ISSUER && value.OIDC_CLIENT_ID && value.OIDC_CLIENT_SECRET
        ? {
            issuer: value.OIDC_ISSUER,
            clientId: value.OIDC_CLIENT_ID,
            clientSecret: value.OIDC_CLIENT_SECRET,
            name: value.OIDC_NAME,
            scopes: value.OIDC_SCOPES.split(/\s+/),
            groupsClaim: value.OIDC_GROUPS_CLAIM,
            rules,
          }
        : null,
    proxy: value.PROXY_ADDRESSES
      ? {
          addresses: readAddresses(value.PROXY_ADDRESSES, []),
          userHeader: value.PROXY_USER_HEADER,
          groupsHeader: value.PROXY_GROUPS_HEADER,
          rules,
        }
      : null,
    signInDays: value.SIGN_IN_DAYS,
    signInIdleHours: value.SIGN_IN_IDLE_HOURS,
    auditDays: value.AUDIT_DAYS,
    isReasonRequired: value.REPLAY_REASON_REQUIRED,
    idLinks: idLinks.links,
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

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
