"""A service with pika: it nacks what it fails at; in a queue with a limit it gives everything back until RabbitMQ has enough."""

import json
import os
import signal
import sys

import pika

address, mended = sys.argv[1:]
connection = pika.BlockingConnection(pika.URLParameters(address))
channel = connection.channel()
channel.exchange_declare("orders", "topic", durable=True)
dies = {"x-dead-letter-exchange": "letterthief"}
limited = {**dies, "x-queue-type": "quorum", "x-delivery-limit": 2}
for queue, arguments in (("billing", dies), ("limited", limited)):
    channel.queue_declare(queue, durable=True, arguments=arguments)
    channel.queue_bind(queue, "orders", f"order.{queue}")


def take(_, method, properties, body):
    order = json.loads(body)
    if os.path.exists(mended):
        channel.basic_ack(method.delivery_tag)
        print(json.dumps({"handled": order}), flush=True)
    else:
        print(json.dumps({"failed": order}), flush=True)
        # n.b. What is nacked does not count for the limit of RabbitMQ 4.3.
        if method.routing_key == "order.limited":
            channel.basic_reject(method.delivery_tag, requeue=True)
        else:
            channel.basic_nack(method.delivery_tag, requeue=False)


for number, queue in ((1, "billing"), (2, "limited")):
    channel.basic_consume(queue, take)
    properties = pika.BasicProperties(type="OrderPlaced", headers={"tenant": "a"}, delivery_mode=2)
    channel.basic_publish("orders", f"order.{queue}", json.dumps({"order": number}), properties)
# At a signal a blocking connection is left in the middle of what it does.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
channel.start_consuming()
