// The errors that the sample services' code throws, as their frameworks would put them on a message.

export type Failure = { message: string; stack: string };

/** orders.billing: the bug that is fixed after a while. */
export function failBilling(orderId: string): Failure {
  const message = `Cannot invoke "shop.billing.Address.country()" because "order.billingAddress" is null (order ${orderId})`;
  return {
    message,
    stack: [
      `java.lang.NullPointerException: ${message}`,
      ...frames(
        'shop.billing.VatRules.rateFor(VatRules.java:58)',
        'shop.billing.InvoiceFactory.priceOf(InvoiceFactory.java:112)',
        'shop.billing.InvoiceFactory.create(InvoiceFactory.java:47)',
        'shop.billing.OrderPlacedListener.onOrderPlaced(OrderPlacedListener.java:39)',
        ...springFrames,
      ),
    ].join('\n'),
  };
}

/** orders.stock: a warehouse that is away, so that trying again does not help. */
export function failStock(sku: string): Failure {
  const message = `Warehouse "bremen-2" did not answer within 2000 ms (reserving ${sku})`;
  return {
    message,
    stack: [
      `shop.stock.WarehouseUnavailableException: ${message}`,
      ...frames(
        'shop.stock.WarehouseClient.reserve(WarehouseClient.java:84)',
        'shop.stock.ReservationService.reserveAll(ReservationService.java:61)',
        'shop.stock.StockListener.onOrderPlaced(StockListener.java:33)',
        ...springFrames,
      ),
      'Caused by: java.net.SocketTimeoutException: Read timed out',
      ...frames(
        'java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:278)',
        'java.base/java.net.Socket$SocketInputStream.read(Socket.java:1099)',
        'okhttp3.internal.http1.Http1ExchangeCodec.readResponseHeaders(Http1ExchangeCodec.kt:180)',
      ),
      '\t... 14 more',
    ].join('\n'),
  };
}

/** invoices.archive: what Spring's RepublishMessageRecoverer writes, the listener's own exception around the cause. */
export function failArchive(invoice: string): Failure {
  const message = `Invoice ${invoice} is already archived with another checksum`;
  return {
    message,
    stack: [
      "org.springframework.amqp.rabbit.support.ListenerExecutionFailedException: Listener method 'archive' threw exception",
      ...frames(
        'org.springframework.amqp.rabbit.listener.adapter.MessagingMessageListenerAdapter.invokeHandlerAndProcessResult(MessagingMessageListenerAdapter.java:224)',
        ...springFrames,
      ),
      `Caused by: shop.invoices.ChecksumMismatchException: ${message}`,
      ...frames(
        'shop.invoices.Archive.store(Archive.java:71)',
        'shop.invoices.ArchiveListener.archive(ArchiveListener.java:28)',
      ),
      '\t... 9 more',
    ].join('\n'),
  };
}

/** support.tickets: a customer's words end up in the error, markup, mentions and all. */
export function failTicket(subject: string): Failure {
  const message = `No agent group for subject "${subject}"`;
  return {
    message,
    stack: [
      `shop.support.UnroutableTicketException: ${message}`,
      ...frames(
        'shop.support.Triage.route(Triage.java:97)',
        'shop.support.TicketListener.onTicket(TicketListener.java:41)',
        ...springFrames,
      ),
    ].join('\n'),
  };
}

const springFrames = [
  'java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)',
  'java.base/java.lang.reflect.Method.invoke(Method.java:580)',
  'org.springframework.messaging.handler.invocation.InvocableHandlerMethod.doInvoke(InvocableHandlerMethod.java:169)',
  'org.springframework.amqp.rabbit.listener.adapter.HandlerAdapter.invoke(HandlerAdapter.java:75)',
  'org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer.doInvokeListener(AbstractMessageListenerContainer.java:1662)',
  'org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer.doReceiveAndExecute(SimpleMessageListenerContainer.java:989)',
  'java.base/java.lang.Thread.run(Thread.java:1583)',
];

function frames(...places: string[]): string[] {
  return places.map((place) => `\tat ${place}`);
}
