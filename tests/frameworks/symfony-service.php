<?php
// A service with Symfony Messenger over AMQP: what fails is retried through its delay queues, and then sent to the failure transport.
use Psr\Container\ContainerInterface;
use Symfony\Component\EventDispatcher\EventDispatcher;
use Symfony\Component\Messenger\Bridge\Amqp\Transport\AmqpTransport;
use Symfony\Component\Messenger\Bridge\Amqp\Transport\Connection;
use Symfony\Component\Messenger\EventListener\AddErrorDetailsStampListener;
use Symfony\Component\Messenger\EventListener\DispatchPcntlSignalListener;
use Symfony\Component\Messenger\EventListener\SendFailedMessageForRetryListener;
use Symfony\Component\Messenger\EventListener\SendFailedMessageToFailureTransportListener;
use Symfony\Component\Messenger\EventListener\StopWorkerOnSigtermSignalListener;
use Symfony\Component\Messenger\Exception\UnrecoverableMessageHandlingException;
use Symfony\Component\Messenger\Handler\HandlersLocator;
use Symfony\Component\Messenger\MessageBus;
use Symfony\Component\Messenger\Middleware\AddBusNameStampMiddleware;
use Symfony\Component\Messenger\Middleware\HandleMessageMiddleware;
use Symfony\Component\Messenger\Middleware\SendMessageMiddleware;
use Symfony\Component\Messenger\Retry\MultiplierRetryStrategy;
use Symfony\Component\Messenger\Transport\Sender\SendersLocator;
use Symfony\Component\Messenger\Transport\Serialization\Normalizer\FlattenExceptionNormalizer;
use Symfony\Component\Messenger\Transport\Serialization\PhpSerializer;
use Symfony\Component\Messenger\Transport\Serialization\Serializer;
use Symfony\Component\Messenger\Worker;
use Symfony\Component\Serializer\Encoder\JsonEncoder;
use Symfony\Component\Serializer\Normalizer\ArrayDenormalizer;
use Symfony\Component\Serializer\Normalizer\DateTimeNormalizer;
use Symfony\Component\Serializer\Normalizer\ObjectNormalizer;
use Symfony\Component\Serializer\Serializer as Symfony;

foreach (['Messenger', 'Messenger/Bridge/Amqp', 'Serializer', 'PropertyAccess', 'PropertyInfo', 'EventDispatcher', 'ErrorHandler'] as $component)
    require_once "/usr/share/php/Symfony/Component/$component/autoload.php";
// On PHP 8.2 Debian's 5.4 has deprecations to tell of.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED);

// With the argument “php” it serializes as Messenger does by default.
[$mended, $address, $how] = array_reverse($argv);

final class OutOfStock extends RuntimeException {}
final class Charge { public int $order = 0; }
final class Refund { public int $order = 0; }
final class Remind { public int $order = 0; }

final class Named implements ContainerInterface
{
    public function __construct(private array $all) {}
    public function get(string $id): mixed { return $this->all[$id]; }
    public function has(string $id): bool { return isset($this->all[$id]); }
}

$normalizers = [new FlattenExceptionNormalizer(), new DateTimeNormalizer(), new ArrayDenormalizer(), new ObjectNormalizer()];
$serializer = $how === 'php' ? new PhpSerializer() : new Serializer(new Symfony($normalizers, [new JsonEncoder()]));
$open = fn (string $exchange, string $queue, array $arguments = []) => new AmqpTransport(
    Connection::fromDsn($address, [
        'exchange' => ['name' => $exchange, 'type' => 'fanout'],
        'queues' => [$queue => ['arguments' => $arguments]],
    ]),
    $serializer,
);
$async = $open('payments', 'payments.charge');
// Without a failure transport and without retries: n.b. what it retries it rejects too, each time.
$plain = $open('mails', 'mails.send', ['x-dead-letter-exchange' => 'letterthief']);
$failed = $open('letterthief', 'failed');
$transports = new Named(['async' => $async, 'plain' => $plain, 'failed' => $failed]);

$handle = function (object $message) use ($mended): void {
    clearstatcache();
    $isMended = file_exists($mended);
    echo json_encode([$isMended ? 'handled' : 'failed' => $message]), "\n";
    if ($isMended) return;
    $error = "no stock for $message->order";
    throw $message instanceof Refund ? new UnrecoverableMessageHandlingException($error) : new OutOfStock($error);
};
$kinds = [Charge::class, Refund::class, Remind::class];
$senders = [Charge::class => ['async'], Refund::class => ['async'], Remind::class => ['plain']];
$bus = new MessageBus([
    new AddBusNameStampMiddleware('orders'),
    new SendMessageMiddleware(new SendersLocator($senders, $transports)),
    new HandleMessageMiddleware(new HandlersLocator(array_fill_keys($kinds, [$handle]))),
]);
$events = new EventDispatcher();
$events->addSubscriber(new AddErrorDetailsStampListener());
$events->addSubscriber(
    new SendFailedMessageForRetryListener($transports, new Named(['async' => new MultiplierRetryStrategy(2, 5, 1)])),
);
$events->addSubscriber(new SendFailedMessageToFailureTransportListener(new Named(['async' => $failed])));
$events->addSubscriber(new DispatchPcntlSignalListener());
$events->addSubscriber(new StopWorkerOnSigtermSignalListener());

foreach ([new Charge(), new Refund(), new Remind()] as $at => $message) {
    $message->order = $at + 1;
    $bus->dispatch($message);
}
(new Worker(['async' => $async, 'plain' => $plain], $bus, $events))->run(['sleep' => 20_000]);
