// Which calls are a library's: by the name of the package where a language has one, else by the folder that libraries lie in.

const JAVA =
  /^(?:java|javax|jdk|sun|jakarta|kotlin|kotlinx|scala|groovy|clojure|akka|cats|zio|reactor|rx|feign|okhttp3|okio|retrofit2|lombok)\.|^com\.(?:sun|oracle|google|fasterxml|zaxxer|rabbitmq|mysql|amazonaws|microsoft|netflix|mongodb)\.|^org\.(?:springframework|apache|hibernate|aspectj|junit|jboss|wildfly|eclipse|postgresql|mariadb|jetbrains|slf4j|mockito|gradle|codehaus|glassfish|jooq|redisson)\.|^io\.(?:netty|micrometer|micronaut|quarkus|vertx|reactivex|grpc|smallrye|opentelemetry|ktor|lettuce)\.|^(?:ch\.qos|net\.bytebuddy|net\.sf\.cglib|software\.amazon)\./;
/** Written by a framework while the program ran. */
const JAVA_MADE = /\$\$(?:FastClassBy|EnhancerBy|SpringCGLIB)|(?:^|\.)\$Proxy\d/;
const DOTNET =
  /^(?:System|Microsoft|MassTransit|NServiceBus|RabbitMQ|Rebus|EasyNetQ|Wolverine|JasperFx|Polly|Newtonsoft|Npgsql|MySql|MySqlConnector|MongoDB|Dapper|AutoMapper|MediatR|FluentValidation|Castle|Autofac|Serilog|NLog|log4net|Grpc|StackExchange|Azure|Amazon|Hangfire|Quartz|Refit|Moq|Xunit|NUnit)\.|^(?:lambda_method|Interop)\b/;
const JAVASCRIPT =
  /(?:^|[\\/])node_modules[\\/]|^(?:node|bun|ext|internal):|^internal[\\/]|[\\/]\.yarn[\\/]|^https:\/\/(?:deno\.land|jsr\.io|esm\.sh)\//;
const PYTHON =
  /[\\/](?:site|dist)-packages[\\/]|[\\/][Ll]ib(?:64)?[\\/]python\d|[\\/]Python\d+[\\/]Lib[\\/]|^<frozen /;
const PHP = /(?:^|[\\/])vendor[\\/]|^phar:/;
const RUBY = /[\\/]gems[\\/]|[\\/]lib[\\/]ruby[\\/]|^<internal:/;
const GO = /[\\/]pkg[\\/]mod[\\/]|@v\d|(?:^|[\\/])vendor[\\/]/;
/** Of Go's own packages the first word has no dot; this is what traces show of them. */
const GO_OWN =
  /^(?:archive|bufio|bytes|compress|container|context|crypto|database|encoding|errors|fmt|hash|html|internal|io|log|maps|math|mime|net|os|path|reflect|regexp|runtime|slices|sort|strconv|strings|sync|syscall|testing|text|time|unicode)[./]|^panic$/;

export function isJavaLibrary(name: string): boolean {
  return JAVA.test(name) || JAVA_MADE.test(name);
}

export function isDotnetLibrary(name: string): boolean {
  return DOTNET.test(name);
}

export function isJavascriptLibrary(file: string): boolean {
  return JAVASCRIPT.test(file);
}

export function isPythonLibrary(file: string): boolean {
  return PYTHON.test(file);
}

export function isPhpLibrary(file: string): boolean {
  return PHP.test(file);
}

export function isRubyLibrary(file: string): boolean {
  return RUBY.test(file);
}

export function isGoLibrary(name: string, file: string): boolean {
  return GO_OWN.test(name) || GO.test(file);
}
