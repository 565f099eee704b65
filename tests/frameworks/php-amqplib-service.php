<?php
// A service with php-amqplib: it rejects what it fails at; what came for the first time it gives back once.
require_once '/usr/share/php/PhpAmqpLib/autoload.php';

use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Message\AMQPMessage;
use PhpAmqpLib\Wire\AMQPTable;

[, $address, $mended] = $argv;
$url = parse_url($address);
$connection = new AMQPStreamConnection(
    $url['host'], $url['port'], urldecode($url['user']), urldecode($url['pass']), urldecode(substr($url['path'], 1)),
);
$channel = $connection->channel();
$channel->exchange_declare('orders', 'topic', false, true, false);
$arguments = new AMQPTable(['x-dead-letter-exchange' => 'letterthief']);
$channel->queue_declare('billing', false, true, false, false, false, $arguments);
$channel->queue_bind('billing', 'orders', 'order.*');
$channel->basic_consume('billing', '', false, false, false, false, function (AMQPMessage $message) use ($mended) {
    // n.b. Files that were not there are asked for anew.
    if (!file_exists($mended)) {
        echo json_encode(['failed' => json_decode($message->getBody())]), "\n";
        $message->reject($message->getRoutingKey() === 'order.paid' && !$message->isRedelivered());
        return;
    }
    $message->ack();
    echo json_encode(['handled' => json_decode($message->getBody())]), "\n";
});
foreach (['placed', 'paid'] as $at => $key) {
    $headers = new AMQPTable(['tenant' => 'a']);
    $properties = ['delivery_mode' => 2, 'type' => 'OrderPlaced', 'application_headers' => $headers];
    $channel->basic_publish(new AMQPMessage(json_encode(['order' => $at + 1]), $properties), 'orders', "order.$key");
}
while ($channel->is_consuming()) $channel->wait();
