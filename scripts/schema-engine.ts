/** Prisma's schema engine as WebAssembly: unlike Prisma's command line it downloads nothing. For making and checking migrations. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

type Engine = { diff(params: object): Promise<{ stdout: string | null }> };
type EngineModule = {
  __wbg_set_wasm(exports: unknown): void;
  SchemaEngine: { new: (options: object, log: () => void, adapter: object) => Promise<Engine> };
};

/** The SQL that makes an empty database into prisma/schema.prisma. Connects nowhere useful: the engine just wants an adapter. */
export async function readSchemaSql(databaseUrl: string): Promise<string> {
  const path = 'prisma/schema.prisma';
  const engine = await openEngine(databaseUrl);
  const { stdout } = await engine.diff({
    from: { tag: 'empty' },
    to: {
      tag: 'schemaDatamodel',
      files: [{ path, content: readFileSync(new URL(`../${path}`, import.meta.url), 'utf8') }],
    },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return (stdout ?? '').replace(/-- CreateSchema\nCREATE SCHEMA [^;]*;\n+/, '');
}

async function openEngine(databaseUrl: string): Promise<Engine> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const engine = (await import(pathToFileURL(entry).href)) as EngineModule;
  const wasm = await WebAssembly.instantiate(readFileSync(entry.replace(/\.js$/, '.wasm')), {
    './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports,
  });
  engine.__wbg_set_wasm(wasm.instance.exports);
  (wasm.instance.exports.__wbindgen_start as () => void)();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  return engine.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
}
