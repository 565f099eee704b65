// One publish of a replay: what goes out, and what is known of it afterwards.

/**
 * refused: surely not published, and would not be another time. unsent: surely not published, since RabbitMQ was gone or took
 * nothing: it may be tried again at once. unknown: it had left us, and nobody answered.
 */
export type Outcome = 'confirmed' | 'returned' | 'nacked' | 'refused' | 'unsent' | 'unknown';
export type Published = { outcome: Outcome; detail: string | null };

export type Publishing = {
  exchange: string;
  routingKey: Uint8Array | string;
  propertyBytes: Uint8Array;
  body: Uint8Array;
  /** Also in the header x-letterthief-replay-id: a return is known by it. */
  replayId: string;
};
