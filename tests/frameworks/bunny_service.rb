# A service with Bunny: it rejects what it fails at, and in a queue with a limit gives everything back until RabbitMQ has enough.
require 'bunny'
require 'json'

address, mended = ARGV
$stdout.sync = true
connection = Bunny.new(address, log_level: :fatal).start
channel = connection.create_channel
orders = channel.topic('orders', durable: true)
dies = { 'x-dead-letter-exchange' => 'letterthief' }
limited = dies.merge('x-queue-type' => 'quorum', 'x-delivery-limit' => 2)
{ 'billing' => dies, 'limited' => limited }.each_with_index do |(name, arguments), at|
  queue = channel.queue(name, durable: true, arguments: arguments).bind(orders, routing_key: "order.#{name}")
  queue.subscribe(manual_ack: true) do |delivery, _, body|
    if File.exist?(mended)
      channel.ack(delivery.delivery_tag)
      puts JSON.generate(handled: JSON.parse(body))
    else
      puts JSON.generate(failed: JSON.parse(body))
      channel.reject(delivery.delivery_tag, name == 'limited')
    end
  end
  orders.publish(JSON.generate(order: at + 1), routing_key: "order.#{name}", type: 'OrderPlaced', headers: { tenant: 'a' })
end
Signal.trap('TERM') { exit! }
sleep
