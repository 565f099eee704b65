/** `npm run token -- create --name deploy --role operator`: a token from a shell, shown once. Also `list`, and `revoke ID`. */
import { parseArgs } from 'node:util';
import { readConfig } from '#lib/config.ts';
import { tokenRequest } from '#lib/domain/access-request.ts';
import { readPatterns } from '#lib/domain/standing-words.ts';
import { check } from '#lib/http/read-json.ts';
import { closeStore } from '#lib/store/client.ts';
import { listTokens, makeToken, revokeToken } from '#lib/store/tokens.ts';
import { postgresUrlOf } from './embedded/home.ts';

const usage = `npm run token -- create --name NAME --role viewer|operator|administrator [--see 'orders.*,-orders.secret'] [--act 'orders.*'] [--hours 720]
npm run token -- list
npm run token -- revoke ID`;
const shell = { kind: 'system' } as const;

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      role: { type: 'string' },
      see: { type: 'string' },
      act: { type: 'string' },
      hours: { type: 'string' },
    },
  });
  const [what, id] = positionals;
  if (what === 'create') {
    const request = check(tokenRequest, {
      name: values.name,
      role: values.role,
      ...(values.see === undefined ? {} : { seeQueues: readPatterns(values.see) }),
      ...(values.act === undefined ? {} : { actQueues: readPatterns(values.act) }),
      ...(values.hours === undefined ? {} : { expiresInHours: Number(values.hours) }),
    });
    const made = await makeToken(shell, request);
    console.log(
      `${made.token}\n\nIt is shown only now. Send it as: Authorization: Bearer ${made.token.slice(0, 7)}…`,
    );
  } else if (what === 'list') console.table(await listTokens(shell));
  else if (what === 'revoke' && id !== undefined) {
    await revokeToken(shell, id);
    console.log('Revoked: nothing is let in by it any more.');
  } else throw new Error(`Say what:\n${usage}`);
}

process.env.DATABASE_URL ||= readConfig().databaseUrl ?? postgresUrlOf(readConfig().home) ?? '';
try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeStore();
}
