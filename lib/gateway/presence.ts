import type { ServerResponse } from 'node:http'
import type { Exchange } from './exchange'

/** Whether the caller is still there; when it leaves, the exchange under way is aborted at once. */
export class Presence {
  isGone: boolean
  private exchange: Exchange | null = null
  private controller: AbortController | null = null

  constructor(response: ServerResponse) {
    this.isGone = response.destroyed
    response.once('close', () => {
      if (!response.writableFinished) this.leave()
    })
  }

  /** Made only for those who ask: most requests never wait. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController()
    if (this.isGone) this.controller.abort()
    return this.controller.signal
  }

  watch(exchange: Exchange): void {
    this.exchange = exchange
    if (this.isGone) exchange.abort()
  }

  private leave(): void {
    this.isGone = true
    this.controller?.abort()
    this.exchange?.abort()
  }
}
