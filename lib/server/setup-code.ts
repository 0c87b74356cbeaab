import { createHmac } from 'node:crypto'
import { isSameSecret } from '@/lib/vault/same-secret'

/** No letter is mistaken for another, and none makes a word. */
const ALPHABET = '23456789BCDFGHJKMNPQRTVWXYZ'
const GROUP_COUNT = 3
const GROUP_LENGTH = 4

/**
 * The code with which the first operator is made: derived, so that it is the same after a restart and needs no place
 * to be stored. It is worth nothing once there is an operator.
 */
export function setupCode(sessionSecret: string): string {
  const bytes = createHmac('sha256', sessionSecret).update('keywheel setup code').digest()
  const letters = Array.from(bytes.subarray(0, GROUP_COUNT * GROUP_LENGTH), byte => ALPHABET[byte % ALPHABET.length])
  const groups = Array.from({ length: GROUP_COUNT }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  )
  return groups.join('-')
}

/** Is this the code, however it was typed? Takes the same time for every wrong one. */
export function isSetupCode(given: string, sessionSecret: string): boolean {
  const plain = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return isSameSecret(plain(given), plain(setupCode(sessionSecret)))
}
