import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { changeTokenSchema, newTokenSchema } from '@/lib/contract/token'
import { changeToken, createToken, listTokens } from '@/lib/control/tokens'
import { attemptOf } from '@/lib/store/rows.fixture'
import { type Engine, openEngine } from './engine'
import { readSettings } from './env'
import { openQuietLog } from './log'

const ADMIN = { id: 'op-admin', role: 'admin', via: 'cli' } as const

let folder = ''
let opened: Engine[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-limited-'))
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map(engine => engine.close()))
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<Engine> {
  const env = { KEYWHEEL_DATA_DIR: folder }
  const engine = await openEngine(readSettings(env), env, { log: openQuietLog('fatal') })
  opened.push(engine)
  return engine
}

/** One request with a token, as the gateway does it: known, counted in, recorded. `false`: a limit keeps it out. */
function send({ ports }: Engine, token: string, costUsd = 0): boolean {
  const caller = ports.authenticate(token)
  if (!caller) throw new Error('the token is not known')
  if (ports.countRequest?.(caller)) return false
  ports.record(attemptOf({ caller: caller.id, startedAt: Date.now(), costUsd, id: `${Math.random()}` }))
  return true
}

const make = (engine: Engine, limits: object) =>
  createToken({ ctx: engine.context(ADMIN), input: newTokenSchema.parse({ name: 'app', ...limits }) })

it('a day’s limit and a month’s budget hold over a restart', async () => {
  const first = await open()
  const { token } = await make(first, { requestsPerDay: 3, budgetUsdPerMonth: 1 })
  expect([send(first, token, 0.4), send(first, token, 0.4)]).toEqual([true, true])
  await first.close()
  opened = []
  const second = await open()
  const [listed] = await listTokens({ ctx: second.context(ADMIN) })
  expect(listed).toMatchObject({ day: { used: 2, limit: 3 } })
  expect(listed?.month.used).toBeCloseTo(0.8)
  expect([send(second, token, 0.4), send(second, token)]).toEqual([true, false])
})

it('a limit set on a token that is in use counts what the day has already had, and is lifted at once', async () => {
  const engine = await open()
  const { token } = await make(engine, {})
  for (let count = 0; count < 3; count += 1) expect(send(engine, token)).toBe(true)
  await engine.recorder.flush()
  const change = (settings: object) =>
    changeToken({ ctx: engine.context(ADMIN), input: changeTokenSchema.parse({ token: 'app', settings }) })
  await change({ requestsPerDay: 4 })
  expect([send(engine, token), send(engine, token)]).toEqual([true, false])
  await change({ requestsPerDay: null })
  expect(send(engine, token)).toBe(true)
})

it('two processes on one database hold a limit together once each has learned of the other', async () => {
  const [one, other] = [await open(), await open()]
  const { token } = await make(one, { requestsPerDay: 10 })
  await other.pickUp()
  for (let count = 0; count < 4; count += 1) expect([send(one, token), send(other, token)]).toEqual([true, true])
  for (const engine of opened) await engine.recorder.flush()
  for (const engine of opened) await engine.learnUse()
  const answers = [send(one, token), send(one, token), send(one, token)]
  expect(answers).toEqual([true, true, false])
  await one.recorder.flush()
  await other.learnUse()
  expect(send(other, token)).toBe(false)
})
