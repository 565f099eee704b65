<?php
// Publishes a message by php-amqplib, takes it twice (the first time it rejects it), and tells each time what it saw, a line of JSON.
require_once '/usr/share/php/PhpAmqpLib/autoload.php';

use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Message\AMQPMessage;
use PhpAmqpLib\Package;
use PhpAmqpLib\Wire\AMQPAbstractCollection as Type;
use PhpAmqpLib\Wire\AMQPArray;
use PhpAmqpLib\Wire\AMQPDecimal;
use PhpAmqpLib\Wire\AMQPTable;

[, $address, $exchange, $queue] = $argv;
$url = parse_url($address);

$headers = new AMQPTable();
$headers->set('text', 'Grüße ☂ 𝄞');
$headers->set('not UTF-8', "\xff\xfe\x00\xc3\x28");
$headers->set('bytes', "\x00\xff", Type::T_BYTES);
$headers->set('true', true);
foreach ([0, -1, 127, -128] as $value) $headers->set("int8 $value", $value, Type::T_INT_SHORTSHORT);
foreach ([0, 255] as $value) $headers->set("uint8 $value", $value, Type::T_INT_SHORTSHORT_U);
foreach ([-32768, 32767] as $value) $headers->set("int16 $value", $value, Type::T_INT_SHORT);
$headers->set('uint16', 65535, Type::T_INT_SHORT_U);
foreach ([5, -2147483648] as $value) $headers->set("int32 $value", $value, Type::T_INT_LONG);
$headers->set('uint32', 4294967295, Type::T_INT_LONG_U);
foreach ([5, PHP_INT_MIN, PHP_INT_MAX] as $value) $headers->set("int64 $value", $value, Type::T_INT_LONGLONG);
$headers->set('decimal', new AMQPDecimal(-123, 2), Type::T_DECIMAL);
$headers->set('when', 1795255200, Type::T_TIMESTAMP);
$headers->set('nothing', null);
$headers->set('list', new AMQPArray([1, 'two', null, [3]]));
$headers->set('table', new AMQPTable(['inner' => ['deep' => 'x']]));
$headers->set('__proto__', 'x');
$headers->set(str_repeat('k', 128), 'the longest name that it takes');
$headers->set("not UTF-8 \xff\xfe", 'bytes as a name');

function tell(mixed $value): string
{
    if (is_string($value)) return 'string ' . bin2hex($value);
    if (is_float($value)) return 'float ' . bin2hex(pack('E', $value));
    if ($value instanceof AMQPDecimal) return "decimal {$value->getN()} {$value->getE()}";
    if ($value instanceof Type) {
        $told = [];
        foreach ($value as $name => [$type, $inner]) $told[] = bin2hex((string) $name) . ": type $type, " . tell($inner);
        return get_class($value) . ' {' . implode('; ', $told) . '}';
    }
    return get_debug_type($value) . ' ' . var_export($value, true);
}

function say(AMQPMessage $message): void
{
    $properties = $message->get_properties();
    $told = [];
    foreach ($properties['application_headers'] as $name => [$type, $value])
        $told[bin2hex((string) $name)] = "type $type, " . tell($value);
    unset($properties['application_headers']);
    echo json_encode([
        'version' => 'php-amqplib ' . Package::VERSION,
        'properties' => array_map(tell(...), $properties),
        'headers' => $told,
        'body' => bin2hex($message->getBody()),
    ], JSON_THROW_ON_ERROR), "\n";
}

$connection = new AMQPStreamConnection(
    $url['host'], $url['port'], urldecode($url['user']), urldecode($url['pass']), urldecode(substr($url['path'], 1)),
);
$channel = $connection->channel();
$channel->confirm_select();
$message = new AMQPMessage(implode('', array_map(chr(...), range(0, 255))), [
    'content_type' => 'application/octet-stream',
    'content_encoding' => "not UTF-8 \xff\xfe",
    'application_headers' => $headers,
    'delivery_mode' => 1,
    'priority' => 7,
    'correlation_id' => "\xff\x00\xfe",
    'reply_to' => 'answers',
    'expiration' => '3600000',
    'message_id' => 'm-1',
    'timestamp' => PHP_INT_MAX,
    'type' => 'order.placed',
    'user_id' => urldecode($url['user']),
    'app_id' => 'php',
    'cluster_id' => 'cluster',
]);
$channel->basic_publish($message, $exchange, 'order.php', true);
$channel->wait_for_pending_acks_returns(20);
$turn = 0;
$channel->basic_consume($queue, '', false, false, false, false, function (AMQPMessage $message) use (&$turn) {
    say($message);
    if ($turn++ === 0) $message->reject(false);
    else $message->ack();
});
while ($turn < 2) $channel->wait(null, false, 30);
$connection->close();
