import { healthSchema } from '@/lib/contract/health'
import { type Status, statusSchema } from '@/lib/contract/status'
import type { Settings } from '@/lib/server/env'

const HEALTH_LIMIT_MS = 1000
const STATUS_LIMIT_MS = 10_000
/** Addresses to listen on that stand for all, and how to reach them from here. */
const REACHED_AT: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

type Asked = Pick<Settings, 'host' | 'port' | 'adminToken'>

/**
 * The status of the server that runs with these settings, which knows its circuits and the requests under way; `null`
 * when none answers, or when there is no admin token to ask with. Never throws.
 */
export async function statusOfServer(settings: Asked, service: string | undefined): Promise<Status | null> {
  const { adminToken } = settings
  if (adminToken === null) return null
  const origin = originOf(settings)
  // The token is shown to nothing that does not present itself as Keywheel first.
  const health = healthSchema.safeParse(await answerOf(`${origin}/api/health`, {}, HEALTH_LIMIT_MS))
  if (!health.success) return null
  const query = service === undefined ? '' : `?${new URLSearchParams({ service })}`
  const headers = { authorization: `Bearer ${adminToken}` }
  const answer = await answerOf(`${origin}/api/admin/api-keys/status${query}`, headers, STATUS_LIMIT_MS)
  return statusSchema.safeParse(answer).data ?? null
}

function originOf({ host, port }: Asked): string {
  const name = REACHED_AT[host] ?? host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** The JSON of an answer with status 200; `null` for all else. */
async function answerOf(url: string, headers: Record<string, string>, limitMs: number): Promise<unknown> {
  try {
    const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(limitMs) })
    return answer.status === 200 ? await answer.json() : null
  } catch {
    return null
  }
}
