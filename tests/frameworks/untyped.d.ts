// Of the libraries here that bring no types, the little that is used.
declare module 'rascal' {
  type AckOrNack = (error?: Error, recovery?: object[]) => void;
  type Subscription = {
    on(event: 'message', take: (message: object, content: unknown, ackOrNack: AckOrNack) => void): void;
  };
  type Broker = {
    on(event: 'error', listener: (error: Error) => void): void;
    subscribe(name: string): Promise<Subscription>;
    publish(name: string, content: object, routingKey: string): Promise<unknown>;
    shutdown(): Promise<void>;
  };
  const rascal: {
    BrokerAsPromised: { create(config: object): Promise<Broker> };
    withDefaultConfig(config: object): object;
  };
  export default rascal;
}

declare module 'ponos' {
  export type PonosServer = { start(): Promise<void>; stop(): Promise<void> };
  export type PonosSettings = { name: string; tasks: string[]; events: string[] };
  export type PonosQueues = {
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    publishTask(name: string, job: object): Promise<void>;
    publishEvent(name: string, job: object): Promise<void>;
  };
}
