import { createHash, timingSafeEqual } from 'node:crypto'

/** Are both the same text? Takes the same time for every wrong one: hashes have one length. */
export function isSameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
