import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import { StoreError } from './session'

/**
 * What a driver could not reach or enter, as a StoreError that says so in one sentence; any other error as it is.
 * Only Postgres is ever out of reach: a SQLite file has no address.
 */
export function asUnreachable(error: unknown, url: string): unknown {
  if (!isDriverAdapterError(error) || url.startsWith('file:')) return error
  const why = reasonOf(error.cause)
  return why === null ? error : new StoreError('unreachable', `The database at ${shownAddress(url)} ${why}`)
}

type Cause = { kind: string; port?: number | undefined }

function reasonOf(cause: Cause): string | null {
  switch (cause.kind) {
    case 'DatabaseNotReachable':
      // Only who found the host knows the port that refused.
      return `does not answer: ${cause.port === undefined ? 'no such host' : 'connection refused'}.`
    case 'ConnectionClosed':
      return 'does not answer: it closed the connection.'
    case 'SocketTimeout':
      return 'does not answer: no reply in time.'
    case 'AuthenticationFailed':
      return 'does not let us in: wrong user or password.'
    case 'DatabaseAccessDenied':
      return 'does not let us in: this user may not use it.'
    case 'DatabaseDoesNotExist':
      return 'does not exist: create it first.'
    default:
      return null
  }
}

/** A database's address for people: without user, password and options, any of which may be secret. */
export function shownAddress(url: string): string {
  if (url.startsWith('file:')) return url.slice('file:'.length)
  if (!URL.canParse(url)) return 'DATABASE_URL'
  const { hostname, port, pathname } = new URL(url)
  return `postgresql://${hostname}:${port || '5432'}${pathname}`
}
