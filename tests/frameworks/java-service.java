// A service with RabbitMQ's Java client: it rejects what it fails at; what came for the first time it gives back once.
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class JavaService {
    public static void main(String[] given) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(given[0]);
        Path mended = Path.of(given[1]);
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("orders", "topic", true);
        channel.queueDeclare("billing", true, false, false, Map.of("x-dead-letter-exchange", "letterthief"));
        channel.queueBind("billing", "orders", "order.*");
        DeliverCallback take = (tag, delivery) -> {
            long number = delivery.getEnvelope().getDeliveryTag();
            String order = new String(delivery.getBody());
            if (Files.exists(mended)) {
                channel.basicAck(number, false);
                System.out.println("{\"handled\": " + order + "}");
            } else {
                System.out.println("{\"failed\": " + order + "}");
                boolean isPaid = delivery.getEnvelope().getRoutingKey().equals("order.paid");
                channel.basicReject(number, isPaid && !delivery.getEnvelope().isRedeliver());
            }
        };
        channel.basicConsume("billing", false, take, tag -> {});
        AMQP.BasicProperties properties =
            new AMQP.BasicProperties.Builder().deliveryMode(2).type("OrderPlaced").headers(Map.of("tenant", "a")).build();
        channel.basicPublish("orders", "order.placed", properties, "{\"order\":1}".getBytes());
        channel.basicPublish("orders", "order.paid", properties, "{\"order\":2}".getBytes());
    }
}
