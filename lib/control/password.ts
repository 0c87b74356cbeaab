import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** Cost of a guess: OWASP's password storage cheat sheet, scrypt. Kept in each hash, so that it may be raised later. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const
const HASH_BYTES = 32
const SALT_BYTES = 16
/** Bounds for a stored hash's own cost, in case someone edits the database. */
const HIGHEST_COST = { N: 2 ** 20, r: 16, p: 16 } as const

/** In place of a hash, for a person who comes in by single sign-on alone: it fits no password. */
export const NO_PASSWORD = 'none'

/** `scrypt$N$r$p$salt$hash`, the last two in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/**
 * Is this the password of the hash? `null` (no such operator) costs the same as a real hash, so that the answer's time
 * does not tell which names exist. A hash that cannot be read fits no password.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parsed = stored === null ? null : readHash(stored)
  const { cost, salt, hash } = parsed ?? NOBODY
  const given = await derive(password, salt, cost)
  return timingSafeEqual(given, hash) && parsed !== null
}

type Cost = { N: number; r: number; p: number }
type StoredHash = { cost: Cost; salt: Buffer; hash: Buffer }

const NOBODY: StoredHash = { cost: COST, salt: Buffer.alloc(SALT_BYTES), hash: Buffer.alloc(HASH_BYTES) }

function readHash(stored: string): StoredHash | null {
  const [scheme, N, r, p, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || !salt || !hash) return null
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const isUsable = (['N', 'r', 'p'] as const).every(name => cost[name] >= 1 && cost[name] <= HIGHEST_COST[name])
  const bytes = Buffer.from(hash, 'base64url')
  if (!isUsable || bytes.length !== HASH_BYTES) return null
  return { cost, salt: Buffer.from(salt, 'base64url'), hash: bytes }
}

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  // scrypt takes 128 N r bytes; Node refuses more than `maxmem`.
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, hash) =>
      error ? reject(error) : resolve(hash),
    )
  })
}
