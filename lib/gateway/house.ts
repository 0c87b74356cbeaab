import type { Reveal } from '@/lib/rotation/ports'
import type { RotationPorts } from '@/lib/rotation/rotation-request'
import type { Register } from './admit'
import type { HeldBytes } from './body'
import type { Upstream } from './forward'
import type { GatewayLimits } from './limits'
import type { TurnWrites } from './turn-writes'

/** What the gateway works with; the real ones are supplied where the process is put together. */
export type GatewayPorts = RotationPorts & Register & { reveal: Reveal }

/** A gateway's parts, shared by all its requests. */
export type House = {
  ports: GatewayPorts
  limits: GatewayLimits
  held: HeldBytes
  writes: TurnWrites
  upstreamOf(origin: string): Upstream
  /** Told of bugs: the request ends, the process goes on. */
  onBug(error: unknown): void
}
