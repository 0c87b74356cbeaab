import type { Said } from '@/lib/contract/said'
import { HOUR_MS, type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import { AddressRefusedError } from './address'

/** How one try to deliver ended. `retryAt`: when the receiver asked to be tried again. */
export type Delivered = { kind: 'sent' } | { kind: 'failed'; trouble: Said; retryAt: Instant | null }

export const SENT: Delivered = { kind: 'sent' }

export function failed(trouble: Said, retryAt: Instant | null = null): Delivered {
  return { kind: 'failed', trouble, retryAt }
}

/** A receiver's wish to be left alone is heard up to this. */
export const RETRY_AFTER_MAX_MS = HOUR_MS

/** What an HTTP answer came to; redirects are not followed, because they would lead where nobody looked. */
export function judgeStatus(status: number, retryAfter: string | undefined, now: Instant): Delivered {
  if (status >= 200 && status < 300) return SENT
  if (status >= 300 && status < 400) return failed({ key: 'channelRedirected', values: { status } })
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : null
  const retryAt = seconds === null ? null : now + Math.min(seconds * SECOND_MS, RETRY_AFTER_MAX_MS)
  return failed({ key: 'channelAnswered', values: { status } }, retryAt)
}

const CODE = /^[A-Z][A-Z0-9_]{1,40}$/

/** What a failed connection came to: codes alone, because messages may repeat addresses that hold secrets. */
export function judgeError(error: unknown): Delivered {
  const causes = causesOf(error)
  const refused = causes.find(cause => cause instanceof AddressRefusedError)
  if (refused) return failed({ key: refused.kind === 'never' ? 'channelAddressNever' : 'channelAddressPrivate' })
  const names = causes.map(cause => (cause instanceof Error ? cause.name : ''))
  const codes = causes.map(codeOf).filter(code => code !== null)
  const isLate = names.includes('TimeoutError') || codes.some(code => /TIMEOUT|ETIMEDOUT|ETIME$/.test(code))
  if (isLate) return failed({ key: 'channelLate' })
  return failed(connectionTrouble(codes.at(-1) ?? names.find(Boolean) ?? 'unknown'))
}

/** Node's codes for certificates that it does not trust (tls, "X509 certificate error codes"). */
const DISTRUSTED =
  /^(CERT_|CRL_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|ERR_TLS_CERT_|HOSTNAME_MISM)/
/** The other side does not speak TLS, or (ETLS) offers no STARTTLS. */
const NOT_ENCRYPTED = /^(ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL|HTTP_REQUEST)|ETLS)$/

function connectionTrouble(code: string): Said {
  if (DISTRUSTED.test(code)) return { key: 'channelCertificate', values: { code } }
  if (NOT_ENCRYPTED.test(code)) return { key: 'channelNotEncrypted' }
  return { key: 'channelUnreachable', values: { code } }
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = []
  for (let each = error; each !== undefined && each !== null && causes.length < 5; ) {
    causes.push(each)
    if (each instanceof AggregateError) causes.push(...each.errors.slice(0, 5))
    each = each instanceof Error ? each.cause : null
  }
  return causes
}

/** nodemailer puts a word of its own over the system's code, and keeps that beside it. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const original = 'originalCode' in error ? error.originalCode : null
  const code = typeof original === 'string' ? original : 'code' in error ? error.code : null
  return typeof code === 'string' && CODE.test(code) ? code : null
}
