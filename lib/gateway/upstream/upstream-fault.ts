/**
 * Why a request to an upstream failed, where Node has no code of its own. `connect-timeout`: no connection in time;
 * `idle-timeout`: silence in the middle of a body; `closed`: the connection ended before the answer did; `malformed`:
 * the answer is no HTTP/1.1; `bad-header`: a header that cannot be sent; `ended`: the gateway closes.
 */
export type UpstreamFaultCode = 'connect-timeout' | 'idle-timeout' | 'closed' | 'malformed' | 'bad-header' | 'ended'

export class UpstreamFault extends Error {
  constructor(
    readonly code: UpstreamFaultCode,
    message: string,
  ) {
    super(message)
  }
}
