/** FNV-1a, 32 bits. */
const HASH_START = 0x811c9dc5
const HASH_PRIME = 0x01000193

/** A number below 2^32 by which texts are told apart cheaply. No secret: who has it can guess a short text. */
export function textHash(text: string): number {
  let hash = HASH_START
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), HASH_PRIME)
  return hash >>> 0
}
