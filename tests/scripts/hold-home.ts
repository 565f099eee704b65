// An owner of a home, to be killed by a test.
import { openHome } from '#scripts/embedded/home.ts';

await openHome(process.argv[2] ?? '');
console.log('open');
setInterval(() => undefined, 60_000);
