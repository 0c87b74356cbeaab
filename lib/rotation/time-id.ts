import { randomUUID } from 'node:crypto'
import type { Instant } from '@/lib/engine/vocabulary'

const COUNTER_MAX = 0xfff
const VARIANT_AT = 19
let lastAt: Instant = 0
let counter = 0

/**
 * A new id that sorts after every earlier one of this process: a UUID version 7 (RFC 9562) whose 12 bits after the
 * instant count the ids of one millisecond. Keys so stand in the order they were added, and rows of the log are
 * appended to their index instead of being scattered over it.
 */
export function makeTimeId(now: Instant): string {
  if (now > lastAt) {
    lastAt = now
    counter = 0
  } else if (counter === COUNTER_MAX) {
    lastAt++
    counter = 0
  } else counter++
  const time = lastAt.toString(16).padStart(12, '0')
  const count = counter.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${randomUUID().slice(VARIANT_AT)}`
}
