/** The token of an `Authorization: Bearer` header (RFC 6750; the scheme in any case); `null`: it bears none. */
export function bearerOf(authorization: string | null | undefined): string | null {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null
}
