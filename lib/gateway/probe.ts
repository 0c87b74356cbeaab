import { request } from 'undici'
import { authValue } from '@/lib/catalog/auth'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { Examination } from '@/lib/contract/key-test'
import { classify } from '@/lib/engine/classify'
import { type Instant, SECOND_MS, type Signal } from '@/lib/engine/vocabulary'
import { SIGNAL_BODY_BYTES } from './limits'

/** From the connection to the end of the answer. */
const PROBE_LIMIT_MS = 10 * SECOND_MS

/** Hears what an upstream said to a probe. */
export type HearAnswer = (headers: Readonly<Record<string, string | string[] | undefined>>, body: string) => void

/**
 * Asks an upstream by its free probe whether a key is alive. `service` carries the origin in force. Never rejects:
 * what no answer decides is `unknown`, a limit, a server's trouble and a redirect among it.
 */
export async function examineSecret(
  service: ServiceDefinition,
  secret: string,
  now: () => Instant,
  hear?: HearAnswer,
): Promise<Examination> {
  const { auth, probe, origin, defaultHeaders } = service
  const startedAt = now()
  const found = (facts: Omit<Examination, 'durationMs'>) => ({ ...facts, durationMs: Math.max(0, now() - startedAt) })
  try {
    const { statusCode, body, headers } = await request(origin + probe.path, {
      method: probe.method,
      headers: { ...defaultHeaders, [auth.header]: authValue(auth, secret) },
      signal: AbortSignal.timeout(PROBE_LIMIT_MS),
    })
    if (statusCode < 400) {
      await body.dump()
      hear?.(headers, '')
      const isGood = statusCode < 300
      return found({ life: isGood ? 'alive' : 'unknown', outcome: isGood ? 'success' : null, status: statusCode })
    }
    const text = await readStart(body)
    hear?.(headers, text)
    const signal = { status: statusCode, headers: {}, body: text, model: null, at: now() }
    return found({ ...judge(service, { kind: 'response', ...signal }), status: statusCode })
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return found({ life: 'unknown', outcome: isLate ? 'timed-out' : 'unreachable', status: null })
  }
}

async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let byteCount = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    byteCount += chunk.length
    if (byteCount >= SIGNAL_BODY_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8', 0, SIGNAL_BODY_BYTES)
}

/**
 * A 401 speaks against the key unless the catalog says that it was only the wrong thing to ask (Resend's sending-only
 * keys): then the upstream knows the key.
 */
function judge(service: ServiceDefinition, signal: Extract<Signal, { kind: 'response' }>) {
  const { kind } = classify(signal, { ...service, isSafeToRepeat: true })
  if (kind === 'key-rejected' || kind === 'key-suspended') return { life: 'rejected', outcome: kind } as const
  const isKnown = signal.status === 401 && kind === 'caller-error'
  return isKnown ? ({ life: 'alive', outcome: 'success' } as const) : ({ life: 'unknown', outcome: kind } as const)
}
