/** How an upstream wants its key: the header, what stands before it, and for Basic authentication its user. */
export type Auth = {
  header: string
  prefix: string
  /** Stated: what follows the prefix is `user:key` in base64 (RFC 7617). */
  user?: string
}

/** The value of the header that carries a key. */
export function authValue({ prefix, user }: Auth, secret: string): string {
  return prefix + (user === undefined ? secret : Buffer.from(`${user}:${secret}`).toString('base64'))
}
