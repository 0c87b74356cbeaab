import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectSealed } from 'node:tls'

/** Where connections lead; durations in ms. */
export type Destination = {
  host: string
  port: number
  isSealed: boolean
  /** As the Host header says it. */
  authority: string
  connectMs: number
  /** Silence in the middle of a body. */
  idleMs: number
  /** The last TLS session, with which a handshake is shorter. */
  session: Buffer | undefined
}

export function destinationOf(
  { protocol, hostname, host, port }: URL,
  limits: Pick<Destination, 'connectMs' | 'idleMs'>,
): Destination {
  const isSealed = protocol === 'https:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSealed ? 443 : 80) : Number(port),
    isSealed,
    authority: host,
    connectMs: limits.connectMs,
    idleMs: limits.idleMs,
    session: undefined,
  }
}

/** All connections read into one buffer: what comes is taken out of it before the next read. */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024)

/** `take` hears of the bytes that come; they are overwritten by the next ones, of any connection. */
export function openSocket(destination: Destination, take: (bytes: Buffer) => void): Socket {
  const { host, port, isSealed, session } = destination
  const onread = {
    buffer: READ_BUFFER,
    callback: (count: number) => {
      take(READ_BUFFER.subarray(0, count))
      return true
    },
  }
  if (!isSealed) return connectPlain({ host, port, onread, noDelay: true })
  const servername = isIP(host) === 0 ? host : ''
  const options = { host, port, onread, servername, session, ALPNProtocols: ['http/1.1'] }
  return connectSealed(withOnread(options)).setNoDelay(true)
}

/** `tls.connect` takes `onread` as `net.connect` does (Node's documentation, "tls.connect"); its types do not say so. */
function withOnread(options: object): ConnectionOptions {
  return options
}
