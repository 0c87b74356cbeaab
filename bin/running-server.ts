import type { z } from 'zod'
import { healthSchema } from '@/lib/contract/health'
import { problemSchema } from '@/lib/contract/problem'
import { type Status, statusSchema } from '@/lib/contract/status'
import type { Settings } from '@/lib/server/env'

const HEALTH_LIMIT_MS = 1000
const ANSWER_LIMIT_MS = 10_000
/** Addresses to listen on that stand for all, and how to reach them from here. */
const REACHED_AT: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

type Asked = Pick<Settings, 'host' | 'port' | 'adminToken'>

/** Asks the admin API of a running server. @throws Error with what it refused for */
export type ServerApi = <T>(path: string, schema: z.ZodType<T>, body?: unknown) => Promise<T>

/**
 * The server that runs with these settings; `null` when none answers, or when there is no admin token to ask with.
 * Never throws.
 */
export async function runningServer(settings: Asked): Promise<ServerApi | null> {
  const { adminToken } = settings
  if (adminToken === null) return null
  const origin = originOf(settings)
  // The token is shown to nothing that does not present itself as Keywheel first.
  const health = await fetched(`${origin}/api/health`, {}, HEALTH_LIMIT_MS).catch(() => null)
  if (!healthSchema.safeParse(health?.json).success) return null
  return async (path, schema, body) => {
    const headers = { authorization: `Bearer ${adminToken}` }
    const asked = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
    const { status, json } = await fetched(`${origin}/api/admin/${path}`, asked, ANSWER_LIMIT_MS)
    if (status === 200) return schema.parse(json)
    const problem = problemSchema.safeParse(json).data
    throw new Error(problem?.detail ?? `The running server answered with status ${status}.`)
  }
}

/** The status of that server, which knows its circuits and the requests under way. Never throws. */
export async function statusOfServer(settings: Asked, service: string | undefined): Promise<Status | null> {
  const api = await runningServer(settings)
  const query = service === undefined ? '' : `?${new URLSearchParams({ service })}`
  return (await api?.(`api-keys/status${query}`, statusSchema).catch(() => null)) ?? null
}

function originOf({ host, port }: Asked): string {
  const name = REACHED_AT[host] ?? host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

async function fetched(url: string, asked: RequestInit, limitMs: number): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(url, { ...asked, redirect: 'error', signal: AbortSignal.timeout(limitMs) })
  return { status: answer.status, json: await answer.json().catch(() => null) }
}
