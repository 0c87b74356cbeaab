import { request } from 'undici'
import type { ServiceDefinition } from '@/lib/catalog/service'
import { classify } from '@/lib/engine/classify'
import { type Instant, SECOND_MS, type Signal } from '@/lib/engine/vocabulary'
import { SIGNAL_BODY_BYTES } from './limits'

/** From the connection to the end of the answer. */
const PROBE_LIMIT_MS = 10 * SECOND_MS

export type Life = 'alive' | 'rejected' | 'unknown'

/**
 * Asks an upstream by its free probe whether a key is alive. `service` carries the origin in force. Never rejects:
 * what no answer decides is `unknown`, a limit, a server's trouble and a redirect among it.
 */
export async function probeKey(service: ServiceDefinition, secret: string, now: () => Instant): Promise<Life> {
  const { auth, probe, origin, defaultHeaders } = service
  try {
    const { statusCode, body } = await request(origin + probe.path, {
      method: probe.method,
      headers: { ...defaultHeaders, [auth.header]: auth.prefix + secret },
      signal: AbortSignal.timeout(PROBE_LIMIT_MS),
    })
    if (statusCode < 400) {
      await body.dump()
      return statusCode < 300 ? 'alive' : 'unknown'
    }
    const text = await readStart(body)
    return judge(service, { kind: 'response', status: statusCode, headers: {}, body: text, model: null, at: now() })
  } catch {
    return 'unknown'
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
function judge(service: ServiceDefinition, signal: Extract<Signal, { kind: 'response' }>): Life {
  const { kind } = classify(signal, { ...service, isSafeToRepeat: true })
  if (kind === 'key-rejected' || kind === 'key-suspended') return 'rejected'
  return signal.status === 401 && kind === 'caller-error' ? 'alive' : 'unknown'
}
