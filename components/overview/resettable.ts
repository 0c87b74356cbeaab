import type { KeyStatusView, ServiceStatus } from '@/lib/contract/status'

/** What a person's reset brings back. A paused or expired key is not: its own setting keeps it out. */
const OUT: ReadonlySet<KeyStatusView['status']> = new Set(['rejected', 'suspended', 'out-of-credit'])

/** Whether a reset would change anything that can be seen of this key. */
export function canReset({ status, cooldowns }: KeyStatusView, now: number): boolean {
  return OUT.has(status) || cooldowns.some(({ until }) => Date.parse(until) > now)
}

/** What a reset of these services would change. */
export type Resettable = { keyCount: number; circuitCount: number }

export function resettableOf(services: readonly ServiceStatus[], now: number): Resettable {
  const keys = services.flatMap(service => service.keys.filter(key => canReset(key, now)))
  return { keyCount: keys.length, circuitCount: services.filter(({ circuit }) => circuit !== 'closed').length }
}
