// Debian has no Spring AMQP: what our programs call of it, with the defaults that it documents, over RabbitMQ's own client.
package org.springframework.amqp.core;

import com.rabbitmq.client.AMQP;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;

public class MessageProperties {
    public final AMQP.BasicProperties.Builder told = new AMQP.BasicProperties.Builder();
    private final Map<String, Object> headers = new HashMap<>();

    public MessageProperties() {
        told.headers(headers).contentType("application/octet-stream").deliveryMode(2).priority(0);
    }

    public void setHeader(String name, Object value) { headers.put(name, value); }
    public void setContentType(String value) { told.contentType(value); }
    public void setContentEncoding(String value) { told.contentEncoding(value); }
    public void setDeliveryMode(MessageDeliveryMode mode) { told.deliveryMode(mode == null ? null : mode.ordinal() + 1); }
    public void setPriority(Integer value) { told.priority(value); }
    public void setCorrelationId(String value) { told.correlationId(value); }
    public void setReplyTo(String value) { told.replyTo(value); }
    public void setMessageId(String value) { told.messageId(value); }
    public void setTimestamp(Date value) { told.timestamp(value); }
    public void setType(String value) { told.type(value); }
    public void setAppId(String value) { told.appId(value); }
    public void setClusterId(String value) { told.clusterId(value); }
}
