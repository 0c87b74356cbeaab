import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newTokenSchema } from '@/lib/contract/token'
import { usageTableInputSchema } from '@/lib/contract/usage-table'
import { requestTrail } from '@/lib/control/request-trail'
import { listRequests, requestFacets } from '@/lib/control/requests'
import { createToken, listTokens } from '@/lib/control/tokens'
import { usageTable } from '@/lib/control/usage-table'
import { type Gateway, startGateway } from '@/lib/gateway/listener'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'
import { OWN_ROWS_AN_HOUR } from './refusal-rows'

/** What a program leaves behind that asks on and on though it is refused: over real HTTP, read from the real log. */

const ADMIN = { id: 'op-admin', role: 'admin', via: 'cli' } as const
const ASKED = 200
let folder = ''
let engine: Engine
let gateway: Gateway

async function open() {
  const nowhere = 'http://127.0.0.1:9'
  const env = { KEYWHEEL_DATA_DIR: folder, GROQ_API_KEY: 'gsk_canary-refused-0001', KEYWHEEL_GROQ_ORIGIN: nowhere }
  engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
  gateway = await startGateway({
    ...{ host: '127.0.0.1', port: 0, ports: engine.ports },
    onBug: bug => expect(bug).toBeNull(),
  })
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-refused-'))
  await open()
})
afterEach(async () => {
  await gateway.close()
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const ctx = () => engine.context(ADMIN)
const ask = async (token: string) => {
  const answer = await fetch(`http://127.0.0.1:${gateway.port}/groq/openai/v1/models`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await answer.arrayBuffer()
  return answer.status
}
const askOnAndOn = async (token: string, times: number) => {
  const statuses: number[] = []
  for (let done = 0; done < times; done += 20)
    statuses.push(...(await Promise.all(Array.from({ length: 20 }, () => ask(token)))))
  return statuses
}
const log = async () => {
  const { requests } = await listRequests({ ctx: ctx(), input: { range: '1h', limit: 100 } })
  return requests
}
const refusedIn = (rows: Awaited<ReturnType<typeof log>>) => rows.filter(({ ending }) => ending === 'refused')
const sum = (rows: readonly { times: number }[]) => rows.reduce((total, { times }) => total + times, 0)

/** A server that is stopped hands out what it kept back; the next one reads it. */
async function restart() {
  await gateway.close()
  await engine.close()
  await open()
}

describe.each(['at its limit', 'that nobody knows'] as const)('a token %s', kind => {
  const isKnown = kind === 'at its limit'
  const tokenOf = async () => {
    if (!isKnown) return 'kw_nobody-knows-this-one'
    const input = newTokenSchema.parse({ name: 'app', requestsPerDay: 1 })
    const { token } = await createToken({ ctx: ctx(), input })
    // the one request of its day: nothing listens at the origin, so nothing is answered
    await ask(token)
    return token
  }

  test('leaves few rows, and each of its requests counts', async () => {
    const statuses = await askOnAndOn(await tokenOf(), ASKED)
    expect(new Set(statuses)).toEqual(new Set([isKnown ? 429 : 401]))
    expect(engine.traffic.all().get('groq')?.requests.get('refused')).toBe(ASKED)
    await engine.recorder.flush()
    expect(refusedIn(await log())).toHaveLength(OWN_ROWS_AN_HOUR)
    await restart()
    const rows = refusedIn(await log())
    // one more, or two where a minute turned
    expect(rows.length).toBeLessThanOrEqual(OWN_ROWS_AN_HOUR + 2)
    expect(sum(rows)).toBe(ASKED)
    const [counted] = rows.filter(({ times }) => times > 1)
    const code = isKnown ? 'token-day-limit' : 'client-token-invalid'
    expect(counted).toMatchObject({ refusal: code, service: 'groq', path: '/groq/openai/v1/models' })
    const trail = await requestTrail({ ctx: ctx(), input: { id: counted?.id ?? '' } })
    expect(trail.request.times).toBe(counted?.times)
    const facets = await requestFacets({ ctx: ctx(), input: { range: '1h' } })
    expect(facets.ending.find(({ value }) => value === 'refused')?.count).toBe(ASKED)
    // whom no upstream answered was told so
    const answeredByUs = ASKED + (isKnown ? 1 : 0)
    expect(facets.outcome.find(({ value }) => value === 'refused')?.count).toBe(answeredByUs)
  })
})

test('what was refused and counted in one row uses up nothing of a limit', async () => {
  const input = newTokenSchema.parse({ name: 'app', requestsPerMinute: 1, requestsPerDay: 1000 })
  const { token } = await createToken({ ctx: ctx(), input })
  await askOnAndOn(token, 60)
  await restart()
  const [{ day } = { day: null }] = await listTokens({ ctx: ctx() })
  // one, or two where a minute turned
  expect(day?.used).toBeLessThanOrEqual(2)
  const { totals } = await usageTable({ ctx: ctx(), input: usageTableInputSchema.parse({ by: 'caller', span: 'day' }) })
  expect(totals.requests).toBe(60)
})
