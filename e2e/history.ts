import { statusSchema } from '@/lib/contract/status'
import type { SimulatedKey, Simulator } from '@/lib/simulator/vocabulary'
import type { Caller } from './caller'
import type { LastingKeywheel } from './lasting-keywheel'
import { ADMIN_TOKEN } from './people'
import type { Examples } from './places'

const LONG_MS = 600_000

/** What every page can show: answers, a key that rests, one that was refused, alerts. Answers what stands in addresses. */
export async function makeHistory(world: {
  keywheel: LastingKeywheel
  caller: Caller
  simulator: Simulator
  keys: readonly SimulatedKey[]
}): Promise<Examples> {
  const { keywheel, caller, simulator, keys } = world
  await caller.chats(3)
  simulator.fault({ service: 'groq', secret: keys[0]?.secret, kind: 'minute-limit', retryAfterMs: LONG_MS, times: 1 })
  simulator.fault({ service: 'groq', secret: keys[1]?.secret, kind: 'bad-key' })
  const { requestId } = await untilRescued(caller, keywheel)
  const [key] = (await statusOf(keywheel)).services.groq?.keys ?? []
  return { keys: key?.id ?? '', requests: requestId, services: 'groq' }
}

/** Asks until the faults have met their keys: which key comes first is the engine's to choose. */
async function untilRescued(caller: Caller, keywheel: LastingKeywheel): Promise<{ requestId: string }> {
  let last = await caller.chat()
  for (let count = 0; count < 20; count += 1) {
    const keys = (await statusOf(keywheel)).services.groq?.keys ?? []
    if (keys.filter(({ available }) => !available).length >= 2) return last
    last = await caller.chat()
  }
  throw new Error('the faults of the simulator did not show')
}

/** The live state of every key, as a program with the admin token sees it. */
export async function statusOf({ dashboard }: LastingKeywheel) {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
  const answer = await fetch(`${dashboard}/api/admin/api-keys/status`, { headers })
  return statusSchema.parse(await answer.json())
}
