package org.springframework.amqp.core;

public class Message {
    public final byte[] body;
    public final MessageProperties properties;

    public Message(byte[] body, MessageProperties properties) {
        this.body = body;
        this.properties = properties;
    }
}
