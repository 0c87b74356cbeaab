import { randomBytes } from 'node:crypto'
import type { Instant } from '@/lib/engine/vocabulary'

const COUNTER_MAX = 0xfff
let lastAt: Instant = 0
let counter = 0

/**
 * A new id that sorts after every earlier one of this process: a UUID version 7 (RFC 9562) whose 12 bits after the
 * instant count ids of one millisecond. Keys are loaded and listed by id, so they stand in the order they were added.
 */
export function makeKeyId(now: Instant): string {
  if (now > lastAt) {
    lastAt = now
    counter = 0
  } else if (counter === COUNTER_MAX) {
    lastAt++
    counter = 0
  } else counter++
  const random = randomBytes(8)
  random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0)
  const hex = `${lastAt.toString(16).padStart(12, '0')}7${counter.toString(16).padStart(3, '0')}${random.toString('hex')}`
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
