// better-auth keeps the token of each sign-in as it is in the cookie. This keeps its SHA-256 instead, so that who reads the
// database, or a dump of it, cannot come in by it.
import { createHash } from 'node:crypto';
import type { DBAdapter, Where } from 'better-auth';

type Adapter = DBAdapter;
type Row = Record<string, unknown>;

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** The same adapter, but for the field `token` of the model `session`: digests go in, what was asked with comes out. */
export function withHashedTokens(adapter: Adapter): Adapter {
  return {
    ...adapter,
    create: (async ({ model, data, ...rest }: { model: string; data: Row }) => {
      if (model !== 'session' || typeof data.token !== 'string')
        return adapter.create({ model, data, ...rest });
      const made = await adapter.create<Row>({
        model,
        data: { ...data, token: hashToken(data.token) },
        ...rest,
      });
      return { ...made, token: data.token };
    }) as Adapter['create'],
    findOne: (async ({ model, where, ...rest }: { model: string; where: Where[] }) => {
      const token = tokenIn(model, where);
      const found = await adapter.findOne<Row>({ model, where: hashed(model, where), ...rest });
      return found !== null && token !== null ? { ...found, token } : found;
    }) as Adapter['findOne'],
    findMany: ((query: { model: string; where?: Where[] }) =>
      adapter.findMany({ ...query, where: hashed(query.model, query.where ?? []) })) as Adapter['findMany'],
    update: (async ({ model, where, update }: { model: string; where: Where[]; update: Row }) => {
      const token = tokenIn(model, where);
      const changed = await adapter.update<Row>({ model, where: hashed(model, where), update });
      return changed !== null && token !== null ? { ...changed, token } : changed;
    }) as Adapter['update'],
    delete: ((query: { model: string; where: Where[] }) =>
      adapter.delete({ ...query, where: hashed(query.model, query.where) })) as Adapter['delete'],
    deleteMany: ((query: { model: string; where: Where[] }) =>
      adapter.deleteMany({ ...query, where: hashed(query.model, query.where) })) as Adapter['deleteMany'],
    updateMany: ((query: { model: string; where: Where[]; update: Row }) =>
      adapter.updateMany({ ...query, where: hashed(query.model, query.where) })) as Adapter['updateMany'],
    transaction: ((run: (inner: Adapter) => Promise<unknown>) =>
      adapter.transaction((inner) => run(withHashedTokens(inner as Adapter)))) as Adapter['transaction'],
  };
}

function tokenIn(model: string, where: readonly Where[]): string | null {
  const value = model === 'session' ? where.find(({ field }) => field === 'token')?.value : null;
  return typeof value === 'string' ? value : null;
}

function hashed(model: string, where: Where[]): Where[] {
  if (model !== 'session') return where;
  return where.map((one) => {
    if (one.field !== 'token') return one;
    return {
      ...one,
      value: Array.isArray(one.value)
        ? one.value.map((value) => hashToken(String(value)))
        : hashToken(String(one.value)),
    };
  });
}
