<?php
// Debian has no Pigeon: what our programs call of it, with the properties that its Publisher.php sets unasked, over php-amqplib.
namespace Convenia\Pigeon\Facade;

require_once '/usr/share/php/PhpAmqpLib/autoload.php';

use PhpAmqpLib\Connection\AMQPStreamConnection;
use PhpAmqpLib\Message\AMQPMessage;

class Pigeon
{
    private string $key = '';

    private function __construct(private string $exchange)
    {
    }

    public static function exchange(string $name, string $type = 'direct'): self
    {
        return new self($name);
    }

    public function routing(string $key): self
    {
        $this->key = $key;
        return $this;
    }

    public function publish(array $body, array $properties = []): void
    {
        $url = parse_url(getenv('TEST_BROKER'));
        $connection = new AMQPStreamConnection(
            $url['host'], $url['port'], urldecode($url['user']), urldecode($url['pass']), substr($url['path'], 1),
        );
        $channel = $connection->channel();
        $channel->confirm_select();
        $unasked = ['content_type' => 'application/json', 'content_encoding' => 'utf8', 'correlation_id' => 'new',
            'expiration' => 60000000, 'app_id' => 'shop'];
        $message = new AMQPMessage(json_encode($body), array_merge($unasked, $properties));
        $channel->basic_publish($message, $this->exchange, $this->key, true);
        $channel->wait_for_pending_acks_returns(20);
        $connection->close();
    }
}
