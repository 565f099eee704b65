"""Publishes a message by pika, takes it twice (the first time it rejects it), and tells each time what it saw, a line of JSON."""

import json
import sys
from datetime import datetime
from decimal import Decimal

import pika

address, exchange, queue = sys.argv[1:]

headers = {
    "text": "Grüße ☂ 𝄞",
    "empty": "",
    "bytes": bytes(range(256)),
    "true": True,
    "small": 5,
    "largest": 2**63 - 1,
    "smallest": -(2**63),
    "decimal": Decimal("-1.23"),
    "when": datetime(2026, 11, 21, 10, 0, 0),
    "nothing": None,
    "list": [1, "two", None, [3], {"four": 4}],
    "table": {"inner": {"deep": "x"}, "": "no name"},
    "": "no name",
    "__proto__": "x",
    "k" * 255: "long name",
    b"not UTF-8 \xff\xfe": "bytes as a name",
}
properties = pika.BasicProperties(
    content_type="application/octet-stream",
    content_encoding="gzip",
    headers=headers,
    delivery_mode=1,
    priority=255,
    correlation_id=b"not UTF-8 \xff\xfe",
    reply_to="answers",
    expiration="3600000",
    message_id="m-1",
    timestamp=2**64 - 1,
    type="order.placed",
    user_id=pika.URLParameters(address).credentials.username,
    app_id="pika",
    cluster_id="cluster",
)


def tell(seen, body):
    known = {name: repr(value) for name, value in vars(seen).items() if name != "headers" and value is not None}
    told = {repr(name): repr(value) for name, value in seen.headers.items()}
    line = {"version": f"pika {pika.__version__}", "properties": known, "headers": told, "body": body.hex()}
    print(json.dumps(line), flush=True)


connection = pika.BlockingConnection(pika.URLParameters(address))
channel = connection.channel()
channel.confirm_delivery()
channel.basic_publish(exchange, "order.pika", bytes(range(256)), properties, mandatory=True)
for turn, (method, seen, body) in enumerate(channel.consume(queue, inactivity_timeout=30)):
    if method is None:
        sys.exit("nothing came")
    tell(seen, body)
    if turn == 0:
        channel.basic_reject(method.delivery_tag, requeue=False)
    else:
        channel.basic_ack(method.delivery_tag)
        break
connection.close()
