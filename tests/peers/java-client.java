// Publishes a message by RabbitMQ's Java client, takes it twice (the first time it rejects it), and tells each time what it saw, a line of JSON.
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.ClientVersion;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class JavaClient {
    static final byte[] NOT_UTF8 = {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xc3, 0x28};

    public static void main(String[] given) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(given[0]);
        CountDownLatch taken = new CountDownLatch(2);
        try (Connection connection = factory.newConnection(); Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            byte[] body = new byte[256];
            for (int at = 0; at < 256; at++) body[at] = (byte) at;
            channel.basicPublish(given[1], "order.java", true, properties(factory.getUsername()), body);
            channel.waitForConfirmsOrDie(20_000);
            DeliverCallback take = (tag, delivery) -> {
                say(delivery.getProperties(), delivery.getBody());
                long number = delivery.getEnvelope().getDeliveryTag();
                if (taken.getCount() == 2) channel.basicReject(number, false);
                else channel.basicAck(number, false);
                taken.countDown();
            };
            channel.basicConsume(given[2], false, take, tag -> {});
            if (!taken.await(30, TimeUnit.SECONDS)) throw new Exception("nothing came");
        }
    }

    static AMQP.BasicProperties properties(String user) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("text", "Grüße ☂ 𝄞");
        headers.put("not UTF-8", LongStringHelper.asLongString(NOT_UTF8));
        headers.put("bytes", NOT_UTF8);
        headers.put("true", true);
        headers.put("int8", (byte) -128);
        headers.put("int16", (short) -32768);
        headers.put("int32", 5);
        headers.put("int64", 5L);
        headers.put("largest", Long.MAX_VALUE);
        headers.put("smallest", Long.MIN_VALUE);
        headers.put("float", 0.1f);
        headers.put("minus zero as a float", -0f);
        headers.put("double", 0.1);
        headers.put("minus zero", -0.0);
        headers.put("least double", Double.MIN_VALUE);
        headers.put("decimal", new BigDecimal("1.23"));
        headers.put("when", new Date(1_795_255_200_000L));
        headers.put("nothing", null);
        headers.put("list", Arrays.asList(1, "two", null, List.of(3L), Map.of("four", 4.0)));
        headers.put("table", Map.of("inner", Map.of("deep", "x"), "", "no name"));
        headers.put("", "no name");
        headers.put("__proto__", "x");
        headers.put("k".repeat(255), "long name");
        return new AMQP.BasicProperties.Builder().contentType("application/octet-stream").contentEncoding("gzip")
            .headers(headers).deliveryMode(1).priority(7).correlationId("c-☂").replyTo("answers").expiration("3600000")
            .messageId("m-1").timestamp(new Date(1_795_255_200_000L)).type("order.placed").userId(user).appId("java")
            .clusterId("cluster").build();
    }

    static void say(AMQP.BasicProperties seen, byte[] body) {
        Map<String, String> known = new TreeMap<>();
        known.put("content_type", seen.getContentType());
        known.put("content_encoding", seen.getContentEncoding());
        known.put("delivery_mode", tell(seen.getDeliveryMode()));
        known.put("priority", tell(seen.getPriority()));
        known.put("correlation_id", seen.getCorrelationId());
        known.put("reply_to", seen.getReplyTo());
        known.put("expiration", seen.getExpiration());
        known.put("message_id", seen.getMessageId());
        known.put("timestamp", tell(seen.getTimestamp()));
        known.put("type", seen.getType());
        known.put("user_id", seen.getUserId());
        known.put("app_id", seen.getAppId());
        known.put("cluster_id", seen.getClusterId());
        known.values().removeIf(value -> value == null);
        Map<String, String> told = new TreeMap<>();
        seen.getHeaders().forEach((name, value) -> told.put(name, tell(value)));
        System.out.println("{\"version\": " + quote("amqp-client (Java) " + ClientVersion.VERSION) + ", \"properties\": "
            + json(known) + ", \"headers\": " + json(told) + ", \"body\": " + quote(hex(body)) + "}");
    }

    static String tell(Object value) {
        if (value == null) return "null";
        String type = value.getClass().getSimpleName() + " ";
        if (value instanceof LongString text) return type + hex(text.getBytes());
        if (value instanceof byte[] bytes) return type + hex(bytes);
        if (value instanceof Double number) return type + Long.toHexString(Double.doubleToRawLongBits(number));
        if (value instanceof Float number) return type + Integer.toHexString(Float.floatToRawIntBits(number));
        if (value instanceof Date date) return type + date.getTime();
        if (value instanceof List<?> list) return type + list.stream().map(JavaClient::tell).toList();
        if (value instanceof Map<?, ?> map) {
            Map<String, String> told = new TreeMap<>();
            map.forEach((name, inner) -> told.put((String) name, tell(inner)));
            return type + told;
        }
        return type + value;
    }

    static String json(Map<String, String> map) {
        return map.entrySet().stream().map(one -> quote(one.getKey()) + ": " + quote(one.getValue())).toList().toString()
            .replaceFirst("^\\[", "{").replaceFirst("]$", "}");
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char one : text.toCharArray()) {
            if (one > 31 && one < 127 && one != '"' && one != '\\') quoted.append(one);
            else quoted.append(String.format("\\u%04x", (int) one));
        }
        return quoted.append('"').toString();
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
