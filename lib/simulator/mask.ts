/** First and last characters of a secret, for logs and the `x-simulator-key` header. */
export function maskSecret(secret: string): string {
  return secret.length < 12 ? '…' : `${secret.slice(0, 6)}…${secret.slice(-2)}`
}

/** The same in ASCII: HTTP header values carry no other characters. */
export function maskForHeader(secret: string): string {
  return maskSecret(secret).replace('…', '...')
}
