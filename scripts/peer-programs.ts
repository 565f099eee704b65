/** The clients that are not ours and not npm's, for the suite `peers`: PHP's, Python's and Java's, as Debian packages them. */
import { existsSync } from 'node:fs';
import { installPackage } from '#scripts/embedded/install.ts';

/** A file that shows that the package is there. */
const packages = {
  'php-cli': '/usr/bin/php',
  'php-amqplib': '/usr/share/php/PhpAmqpLib/autoload.php',
  // For programs that a shell runs: rabbitmqadmin comes from the broker.
  curl: '/usr/bin/curl',
  'python3-pika': '/usr/lib/python3/dist-packages/pika/__init__.py',
  'librabbitmq-client-java': '/usr/share/java/amqp-client.jar',
  // n.b. Not the JRE: the program is compiled where it runs.
  'default-jdk-headless': '/usr/bin/javac',
};

/** Installs what is missing, by one call of apt-get. Throws where that is impossible, naming the packages. */
export async function findPeers(onProgress: (text: string) => void): Promise<void> {
  const missing = Object.entries(packages).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  const otherwise = `The suite \`peers\` runs on Debian with these packages: ${missing.join(' ')}. Leave it out by naming the others: npm test -- store broker …`;
  await installPackage(missing.join(' '), { onProgress, otherwise });
}
