/** The clients that are not ours and not npm's, for the suites `peers` and `frameworks`: PHP's, Python's, Ruby's and Java's, as Debian packages them. */
import { existsSync } from 'node:fs';
import { installPackage } from '#scripts/embedded/install.ts';

const symfony = '/usr/share/php/Symfony/Component';

/** A file that shows that the package is there. */
const packages = {
  'php-cli': '/usr/bin/php',
  'php-amqplib': '/usr/share/php/PhpAmqpLib/autoload.php',
  'php-amqp': '/usr/share/doc/php-amqp',
  'php-symfony-amqp-messenger': `${symfony}/Messenger/Bridge/Amqp/autoload.php`,
  'php-symfony-error-handler': `${symfony}/ErrorHandler/autoload.php`,
  'php-symfony-event-dispatcher': `${symfony}/EventDispatcher/autoload.php`,
  'php-symfony-property-access': `${symfony}/PropertyAccess/autoload.php`,
  'php-symfony-property-info': `${symfony}/PropertyInfo/autoload.php`,
  'php-symfony-serializer': `${symfony}/Serializer/autoload.php`,
  // For programs that a shell runs: rabbitmqadmin comes from the broker.
  curl: '/usr/bin/curl',
  'python3-pika': '/usr/lib/python3/dist-packages/pika/__init__.py',
  'python3-celery': '/usr/lib/python3/dist-packages/celery/__init__.py',
  'ruby-bunny': '/usr/share/doc/ruby-bunny/copyright',
  'librabbitmq-client-java': '/usr/share/java/amqp-client.jar',
  // n.b. Not the JRE: the program is compiled where it runs.
  'default-jdk-headless': '/usr/bin/javac',
};

/** Installs what is missing, by one call of apt-get. Throws where that is impossible, naming the packages. */
export async function findPeers(onProgress: (text: string) => void): Promise<void> {
  const missing = Object.entries(packages).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  const otherwise = `The suites \`peers\` and \`frameworks\` run on Debian with these packages: ${missing.join(' ')}. Leave them out by naming the others: npm test -- store broker …`;
  await installPackage(missing.join(' '), { onProgress, otherwise });
}
