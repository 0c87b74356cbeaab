import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'

export type Database = 'sqlite' | 'postgres'

let loaded: Promise<void> | null = null

/** Prisma's own schema engine, for making and checking migrations; nothing at run time needs it. */
export async function openSchemaEngine(database: Database, url: string) {
  // The bindings keep views of one instance's memory, so a process must never make a second.
  loaded ??= load()
  await loaded
  const factory = database === 'sqlite' ? new PrismaBetterSqlite3({ url }) : new PrismaPg(url)
  return bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(factory))
}

async function load(): Promise<void> {
  const require = createRequire(import.meta.url)
  const bytes = readFileSync(join(dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': { ...bindings },
  })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
}

/** The SQL that turns one schema (`null`: an empty database) into another; empty when they are the same. */
export async function diffSchemas(database: Database, url: string, from: string | null, to: string): Promise<string> {
  const engine = await openSchemaEngine(database, url)
  try {
    const result = await engine.diff({
      from:
        from === null
          ? { tag: 'empty' }
          : { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: from }] },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: to }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    const sql = result.stdout ?? ''
    return sql.includes('This is an empty migration') ? '' : sql
  } finally {
    engine.free()
  }
}
