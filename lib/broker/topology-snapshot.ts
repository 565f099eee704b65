// Exchanges and bindings of a vhost, asked of RabbitMQ's management API: within bounds, whatever it answers.
import { readToldTopology } from '#lib/domain/told-topology.ts';
import type { Topology } from '#lib/domain/topology.ts';
import { askManagement } from './management.ts';

const MAX_BYTES = 32 * 1024 * 1024;

/** Throws what fetch throws, what the API refuses, and answers that are none of its. */
export async function readTopology(managementUrl: string, vhost: string): Promise<Topology> {
  const list = async (kind: string): Promise<unknown> => {
    const response = await askManagement(managementUrl, `${kind}/${encodeURIComponent(vhost)}`);
    if (!response.ok)
      throw new Error(`RabbitMQ's management API answered ${response.status} for its ${kind}`);
    const text = await readText(response);
    return text === null ? null : (JSON.parse(text) as unknown);
  };
  return readToldTopology({
    exchanges: await list('exchanges'),
    bindings: await list('bindings'),
    policies: await list('policies'),
  });
}

/** Null where it is too long. */
async function readText(response: Response): Promise<string | null> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength;
    if (bytes > MAX_BYTES) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
