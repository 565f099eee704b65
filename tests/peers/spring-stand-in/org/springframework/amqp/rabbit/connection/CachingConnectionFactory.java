package org.springframework.amqp.rabbit.connection;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

public class CachingConnectionFactory {
    private final ConnectionFactory factory = new ConnectionFactory();
    private Connection connection;

    public CachingConnectionFactory(String host, int port) {
        factory.setHost(host);
        factory.setPort(port);
    }

    public void setUsername(String name) { factory.setUsername(name); }
    public void setPassword(String password) { factory.setPassword(password); }
    public void setVirtualHost(String name) { factory.setVirtualHost(name); }

    public Connection open() throws Exception {
        if (connection == null) connection = factory.newConnection();
        return connection;
    }

    public void destroy() throws Exception {
        if (connection != null) connection.close();
    }
}
