import type { IncomingHttpHeaders } from 'node:http'
import { bearer } from './upstream'
import { SIMULATED_SERVICES, type SimulatedService } from './vocabulary'

/** Which service a request means, and the path as that service knows it. */
export type Place = { service: SimulatedService; path: string; query: string }

const RESEND_PATHS = /^\/(?:emails|domains|api-keys|audiences|contacts|broadcasts)(?:\/|$)/
const GEMINI_PATHS = /^\/(?:v1beta|v1alpha|upload)\//

/**
 * A first path segment that names a service decides. Without one, the origin was given bare and the path, the way the
 * key is sent, and the key's `owner` tell. `/openai/v1` is both OpenAI behind its prefix and Groq's own path: Groq's
 * keys decide for Groq.
 */
export function resolvePlace(
  url: string,
  headers: IncomingHttpHeaders,
  owner: (secret: string) => SimulatedService | null,
): Place {
  const mark = url.indexOf('?')
  const path = mark === -1 ? url : url.slice(0, mark)
  const query = mark === -1 ? '' : url.slice(mark + 1)
  const end = path.indexOf('/', 1)
  const first = end === -1 ? path.slice(1) : path.slice(1, end)
  const named = SIMULATED_SERVICES.find(service => service === first)
  if (!named) return { service: guess(path, headers, owner), path, query }
  if (named === 'openai' && isGroqs(bearer(headers), owner)) return { service: 'groq', path, query }
  return { service: named, path: end === -1 ? '/' : path.slice(end), query }
}

function isGroqs(secret: string | null, owner: (secret: string) => SimulatedService | null): boolean {
  if (secret === null) return false
  const known = owner(secret)
  return known === null ? secret.startsWith('gsk_') : known === 'groq'
}

function guess(
  path: string,
  headers: IncomingHttpHeaders,
  owner: (secret: string) => SimulatedService | null,
): SimulatedService {
  if (GEMINI_PATHS.test(path) || headers['x-goog-api-key'] !== undefined) return 'gemini'
  if (path.startsWith('/v1/messages') || headers['x-api-key'] !== undefined) return 'anthropic'
  if (RESEND_PATHS.test(path)) return 'resend'
  const secret = bearer(headers)
  return (secret === null ? null : owner(secret)) ?? 'openai'
}
