import { Agent, request } from 'undici'
import { type Instant, SECOND_MS } from '@/lib/engine/vocabulary'
import { guardedLookup, resolveGuarded } from '../address'
import { type Delivered, judgeError, judgeStatus } from '../outcome'

/** To the head of the answer, connection included. */
const POST_LIMIT_MS = 15 * SECOND_MS
/** Read of an answer, so that its connection ends well. */
const ANSWER_MAX_BYTES = 64 * 1024

export type Post = {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  allowsPrivate: boolean
  limitMs?: number
}

/** Posts a JSON text once. The address is judged when the connection is made; redirects are not followed. Never rejects. */
export async function post(
  { url, headers, body, allowsPrivate, limitMs = POST_LIMIT_MS }: Post,
  now: () => Instant,
): Promise<Delivered> {
  const agent = new Agent({ connect: { lookup: guardedLookup(allowsPrivate), timeout: limitMs }, pipelining: 0 })
  try {
    // an address that is no name is never looked up
    await resolveGuarded(new URL(url).hostname, allowsPrivate)
    const answer = await request(url, {
      ...{ method: 'POST', dispatcher: agent, body, signal: AbortSignal.timeout(limitMs) },
      headers: { 'content-type': 'application/json', 'user-agent': 'Keywheel', ...headers },
    })
    const retryAfter = answer.headers['retry-after']
    answer.body.on('error', () => {})
    await answer.body.dump({ limit: ANSWER_MAX_BYTES }).catch(() => {})
    return judgeStatus(answer.statusCode, Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, now())
  } catch (error) {
    return judgeError(error)
  } finally {
    await agent.destroy()
  }
}
