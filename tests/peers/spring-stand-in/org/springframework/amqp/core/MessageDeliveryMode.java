package org.springframework.amqp.core;

public enum MessageDeliveryMode { NON_PERSISTENT, PERSISTENT }
