import { SECOND_MS } from '@/lib/engine/vocabulary'
import { type Gateway, startGateway } from '@/lib/gateway/listener'
import type { Engine } from './engine'

/** Streams under way may end within this time when the process stops. */
export const DRAIN_MS = 20 * SECOND_MS

/** Opens the gateway's port on an engine; its bugs go to the log. */
export function openGateway({ settings, ports, log }: Engine): Promise<Gateway> {
  return startGateway({
    host: settings.gatewayHost,
    port: settings.gatewayPort,
    ports,
    onBug: error => log.error({ error: String(error), stack: error instanceof Error ? error.stack : undefined }, 'bug'),
  })
}
