"""A service with Celery: one task is given up after two retries, the other rejects at once what it fails at."""

import json
import os
import sys

from celery import Celery
from celery.exceptions import Reject
from kombu import Exchange, Queue

address, mended = sys.argv[1:]
app = Celery("shop", broker=address)
app.conf.task_queues = [
    Queue(
        "invoices",
        Exchange("shop", "direct"),
        routing_key="invoice",
        queue_arguments={"x-dead-letter-exchange": "letterthief"},
    )
]
# Standard output is the test's, not the log's.
app.conf.worker_redirect_stdouts = False
app.conf.task_default_queue = "invoices"
app.conf.task_default_exchange = "shop"
app.conf.task_default_routing_key = "invoice"


def handle(order):
    is_mended = os.path.exists(mended)
    print(json.dumps({"handled" if is_mended else "failed": {"order": order}}), flush=True)
    if not is_mended:
        raise LookupError(f"no stock for {order}")


@app.task(bind=True, name="shop.send_invoice", max_retries=2, acks_late=True, acks_on_failure_or_timeout=False)
def send_invoice(task, order):
    try:
        handle(order)
    except LookupError as error:
        raise task.retry(exc=error, countdown=0)


@app.task(name="shop.charge", acks_late=True)
def charge(order, currency):
    try:
        handle(order)
    except LookupError as error:
        raise Reject(error, requeue=False)


send_invoice.delay("A-1")
charge.apply_async(("A-2",), {"currency": "EUR"}, expires=3600)
app.worker_main(
    ["worker", "--pool=solo", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=CRITICAL"]
)
