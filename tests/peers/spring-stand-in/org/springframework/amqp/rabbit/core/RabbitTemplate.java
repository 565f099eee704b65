package org.springframework.amqp.rabbit.core;

import com.rabbitmq.client.Channel;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

public class RabbitTemplate {
    private final CachingConnectionFactory connections;

    public RabbitTemplate(CachingConnectionFactory connections) {
        this.connections = connections;
    }

    public void send(String exchange, String routingKey, Message message) throws Exception {
        try (Channel channel = connections.open().createChannel()) {
            channel.confirmSelect();
            channel.basicPublish(exchange, routingKey, message.properties.told.build(), message.body);
            channel.waitForConfirmsOrDie(20_000);
        }
    }
}
