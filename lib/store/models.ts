import type { SqlDriverAdapter, SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { PrismaClient } from './generated/sqlite/client'
import type { Dialect, RawStatements, Session } from './session'

/** Prisma's client of an open connection, loaded when first asked of a model or for a transaction. */
export type Models = {
  /** Models of the database itself, and raw statements that need no client. */
  db: Session['db']
  client(): Promise<PrismaClient>
  close(): Promise<void>
}

/** The models over a connection that stays its owner's to close. */
export function openModels(dialect: Dialect, adapter: SqlDriverAdapter, raw: RawStatements): Models {
  let opening: Promise<PrismaClient> | null = null
  const client = () => {
    opening ??= loadClient(dialect, lent(adapter))
    return opening
  }
  return { db: lazily(raw, client), client, close: async () => void (await (await opening)?.$disconnect()) }
}

async function loadClient(dialect: Dialect, adapter: SqlDriverAdapterFactory): Promise<PrismaClient> {
  if (dialect === 'postgres') {
    const { PrismaClient: Client } = await import('./generated/postgres/client')
    return asOneClient(new Client({ adapter }))
  }
  const { PrismaClient: Client } = await import('./generated/sqlite/client')
  return new Client({ adapter })
}

/** Both clients are generated from one schema, so what the rooms' verbs use of them is the same. */
function asOneClient(client: unknown): PrismaClient {
  return client as PrismaClient
}

function lent(adapter: SqlDriverAdapter): SqlDriverAdapterFactory {
  const { provider, adapterName } = adapter
  const connection: SqlDriverAdapter = {
    ...{ provider, adapterName, dispose: async () => {} },
    queryRaw: query => adapter.queryRaw(query),
    executeRaw: query => adapter.executeRaw(query),
    executeScript: script => adapter.executeScript(script),
    startTransaction: level => adapter.startTransaction(level),
    ...(adapter.getConnectionInfo && { getConnectionInfo: () => adapter.getConnectionInfo?.() ?? NO_INFO }),
  }
  return { provider, adapterName, connect: async () => connection }
}

const NO_INFO = { supportsRelationJoins: false }

type Verbs = Record<string, (...given: unknown[]) => Promise<unknown>>

/** `db.key.findMany(…)` as ever, with the client loaded on the way. */
function lazily(raw: RawStatements, client: () => Promise<PrismaClient>): Session['db'] {
  const verbsOf = (model: string): Verbs =>
    new Proxy<Verbs>(
      {},
      {
        get:
          (_, verb) =>
          async (...given: unknown[]) => {
            const run = asModels(await client())[model]?.[String(verb)]
            if (!run) throw new Error(`there is no ${model}.${String(verb)}`)
            return run(...given)
          },
      },
    )
  const known: Record<string, unknown> = { ...raw }
  return asDatabase(
    new Proxy(known, {
      get: (there, name) => {
        // a promise it is not
        if (typeof name !== 'string' || name === 'then') return undefined
        there[name] ??= verbsOf(name)
        return there[name]
      },
    }),
  )
}

/** Every verb of every model takes its one argument and answers with a promise. */
function asModels(client: unknown): Readonly<Record<string, Verbs>> {
  return client as Readonly<Record<string, Verbs>>
}

/** Its properties are the models and the raw statements, made as they are asked for. */
function asDatabase(proxy: unknown): Session['db'] {
  return proxy as Session['db']
}
