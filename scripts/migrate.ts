/** `npm run migrate`: brings DATABASE_URL's database to the newest migration. */
import { readConfig } from '#lib/config.ts';
import { migrate } from '#lib/store/migrate.ts';

const config = readConfig();
const { databaseUrl } = config;
if (databaseUrl === undefined) {
  console.error('DATABASE_URL is not set. Embedded Postgres is migrated by `npm start` itself.');
  process.exit(78);
}
const applied = await migrate(databaseUrl, config);
console.log(applied.length === 0 ? 'Nothing to migrate.' : `Applied ${applied.join(', ')}.`);
