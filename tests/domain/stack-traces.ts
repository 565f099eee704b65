// Stack traces for tests: most as these programs wrote them, the rest as their documentation shows them.

/** OpenJDK 17.0.15. */
export const javaStack = `java.lang.IllegalArgumentException: order 7
	at com.shop.Main.main(Main.java:15)
Caused by: java.lang.RuntimeException: billing failed
	at com.shop.Main.bill(Main.java:11)
	at com.shop.Main.lambda$main$0(Main.java:14)
	at java.base/java.util.stream.ReferencePipeline$3$1.accept(ReferencePipeline.java:197)
	at java.base/java.util.Spliterators$ArraySpliterator.forEachRemaining(Spliterators.java:992)
	at java.base/java.util.stream.AbstractPipeline.copyInto(AbstractPipeline.java:509)
	at java.base/java.util.stream.AbstractPipeline.wrapAndCopyInto(AbstractPipeline.java:499)
	at java.base/java.util.stream.ReduceOps$ReduceOp.evaluateSequential(ReduceOps.java:921)
	at java.base/java.util.stream.AbstractPipeline.evaluate(AbstractPipeline.java:234)
	at java.base/java.util.stream.ReferencePipeline.collect(ReferencePipeline.java:682)
	at com.shop.Main.main(Main.java:14)
Caused by: java.lang.IllegalStateException: 05 do not honour:
  card 4242
	at com.shop.Main$Acquirer.charge(Main.java:6)
	at com.shop.Main.bill(Main.java:10)
	... 9 more
	Suppressed: java.lang.UnsupportedOperationException: already closed
		at com.shop.Main$Acquirer.close(Main.java:7)
		... 10 more`;

/** As Logback 1.5 writes it, root cause first, with packaging data. */
export const logbackStack = `java.sql.SQLException: lock wait timeout
	at org.postgresql.core.v3.QueryExecutorImpl.execute(QueryExecutorImpl.java:2713) ~[postgresql-42.7.3.jar:42.7.3]
	at com.shop.StockRepo.reserve(StockRepo.kt:31) ~[shop.jar:1.0]
	... 2 common frames omitted
Wrapped by: java.lang.IllegalStateException: no stock
	at com.shop.Listener$$SpringCGLIB$$0.handle(<generated>) ~[shop.jar:na]
	at com.shop.Listener.handle(Listener.scala:12) [shop.jar:na]`;

/** Node.js 20.20.2, console.log of an error. */
export const nodeStack = `Error: order 7 failed
    at main (file:///app/js/a.mjs:5:86) {
  [cause]: CardDeclined: no
      at Acquirer.charge (file:///app/js/a.mjs:4:79)
      at async main (file:///app/js/a.mjs:5:31) {
    code: 'E05',
    [cause]: SyntaxError: Unexpected end of JSON input
        at JSON.parse (<anonymous>)
        at load (file:///app/js/a.mjs:3:30)
        at Acquirer.charge (file:///app/js/a.mjs:4:47)
        at main (file:///app/js/a.mjs:5:52)
        at file:///app/js/a.mjs:6:1
        at ModuleJob.run (node:internal/modules/esm/module_job:325:25)
        at async ModuleLoader.import (node:internal/modules/esm/loader:606:24)
        at async asyncRunEntryPointWithESMLoader (node:internal/modules/run_main:117:5)
  }
}`;

/** CPython 3.11.7. */
export const pythonStack = `Traceback (most recent call last):
  File "/app/py/a.py", line 6, in charge
    load()
  File "/app/py/a.py", line 3, in load
    def load(): return json.loads('{"a":')
                       ^^^^^^^^^^^^^^^^^^^
  File "/usr/local/lib/python3.11/json/__init__.py", line 346, in loads
    return _default_decoder.decode(s)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/usr/local/lib/python3.11/json/decoder.py", line 337, in decode
    obj, end = self.raw_decode(s, idx=_w(s, 0).end())
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/usr/local/lib/python3.11/json/decoder.py", line 355, in raw_decode
    raise JSONDecodeError("Expecting value", s, err.value) from None
json.decoder.JSONDecodeError: Expecting value: line 1 column 6 (char 5)

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/py/a.py", line 11, in main
    charge()
  File "/app/py/a.py", line 8, in charge
    raise CardDeclined("no") from e
CardDeclined: no

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/py/a.py", line 14, in <module>
    try: main()
         ^^^^^^
  File "/app/py/a.py", line 13, in main
    {}["order"]
    ~~^^^^^^^^^
KeyError: 'order'`;

/** CPython 3.11.7, an exception group. */
export const pythonGroup = `  + Exception Group Traceback (most recent call last):
  |   File "/app/py/a.py", line 20, in <module>
  |     try: raise ExceptionGroup("two", [ValueError("a"), CardDeclined("b\\nc")])
  |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: a
    +---------------- 2 ----------------
    | CardDeclined: b
    | c
    +------------------------------------`;

/** PHP 8.2.35. */
export const phpStack = `DomainException: 05 do not honour in /app/a.php:3
Stack trace:
#0 /app/a.php(4): Shop\\Acquirer->charge()
#1 /app/a.php(5): Shop\\Billing->bill()
#2 [internal function]: Shop\\Billing::Shop\\{closure}()
#3 /app/a.php(5): array_map()
#4 /app/a.php(6): Shop\\Billing::all()
#5 {main}

Next RuntimeException: billing failed in /app/a.php:4
Stack trace:
#0 /app/a.php(5): Shop\\Billing->bill()
#1 [internal function]: Shop\\Billing::Shop\\{closure}()
#2 /app/a.php(5): array_map()
#3 /app/a.php(6): Shop\\Billing::all()
#4 {main}`;

/** As Laravel 11 logs it (Monolog, LineFormatter). */
export const laravelStack = `[object] (App\\Declined(code: 0): no at /app/app/Jobs/Bill.php:20)
[stacktrace]
#0 /app/vendor/laravel/framework/src/Illuminate/Container/BoundMethod.php(36): App\\Jobs\\Bill->handle()
#1 {main}

[previous exception] [object] (PDOException(code: 40001): deadlock at /app/app/Stock.php:7)
[stacktrace]
#0 /app/app/Jobs/Bill.php(18): App\\Stock->reserve('A-1')
#1 {main}`;

/** Ruby 3.1.2. */
export const rubyStack = `a.rb:5:in \`rescue in charge': no (Shop::Declined)
	from a.rb:5:in \`charge'
	from a.rb:7:in \`block in bill'
	from a.rb:7:in \`each'
	from a.rb:7:in \`bill'
	from a.rb:9:in \`<main>'
/usr/lib/ruby/3.1.0/json/common.rb:216:in \`parse': 859: unexpected token at '{"a":' (JSON::ParserError)
	from /usr/lib/ruby/3.1.0/json/common.rb:216:in \`parse'
	from a.rb:5:in \`charge'
	from a.rb:7:in \`block in bill'
	from a.rb:7:in \`each'
	from a.rb:7:in \`bill'
	from a.rb:9:in \`<main>'`;

/** As .NET 8 documents Exception.ToString(). */
export const dotnetStack = `System.InvalidOperationException: order 7
 ---> Shop.DeclinedException: no
 ---> System.IO.IOException: pipe
   at System.Net.Sockets.Socket.Receive(Byte[] buffer)
   at Shop.Acquirer.<Charge>d__1.MoveNext() in C:\\src\\Acquirer.cs:line 12
   --- End of inner exception stack trace ---
   at Shop.Billing.Bill(Guid id) in /src/Billing.cs:line 40
   --- End of inner exception stack trace ---
   at MassTransit.Middleware.X.Send(Y context)
--- End of stack trace from previous location ---
   at MassTransit.Z.Send[T](T context)`;

/** AggregateException of .NET 8. */
export const aggregateStack = `System.AggregateException: One or more errors occurred. (a) (b)
 ---> System.Exception: a
   at Shop.A.Run() in /src/A.cs:line 3
   --- End of inner exception stack trace ---
   at System.Threading.Tasks.Task.Wait()
 ---> (Inner Exception #1) System.Exception: b
   at Shop.B.Run() in /src/B.cs:line 4<---
`;

/** As .NET Framework 4.8 writes the headlines: in one line. */
export const frameworkStack = `System.Exception: outer ---> System.IO.IOException: inner
   at Shop.Inner.Run()
   --- End of inner exception stack trace ---
   at Shop.Outer.Run()`;

/** As Go 1.21 writes a panic. */
export const goStack = `panic: boom

goroutine 1 [running]:
main.(*Acquirer).Charge(0xc000012345, {0x0, 0x1})
	/src/shop/acquirer.go:12 +0x1d
net/http.HandlerFunc.ServeHTTP(...)
	/usr/local/go/src/net/http/server.go:2136
created by main.main in goroutine 1
	/src/shop/main.go:8 +0x25
exit status 2`;
