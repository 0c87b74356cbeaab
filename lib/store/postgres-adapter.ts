import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'

const CONNECT_MS = 5000
const STATEMENT_MS = 30_000
const POSTGRES_CONNECTIONS = 10

/** Prisma's Postgres adapter with our limits. */
export function postgresAdapter(url: string): SqlDriverAdapterFactory {
  return new PrismaPg(
    {
      connectionString: url,
      max: POSTGRES_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      keepAlive: true,
    },
    // A connection lost while idle is opened anew by the pool; without a listener it would end the process.
    { onPoolError: () => {}, onConnectionError: () => {} },
  )
}
