import type { Simulator } from '@/lib/simulator/vocabulary'
import type { LastingKeywheel } from './lasting-keywheel'
import { ADMIN_TOKEN } from './people'

/** Adds a key that the upstream knows, as a program would: unlike those of the environment, it can be removed. */
export function addGroqKey(
  keywheel: LastingKeywheel,
  simulator: Simulator,
  name: string,
  settings: { priority?: number } = {},
): Promise<void> {
  const apiKey = `gsk_${name.replace(/\W/g, '').padEnd(52, 'Canary')}`.slice(0, 56)
  simulator.setKey({ service: 'groq', secret: apiKey })
  return tellAdmin(keywheel, '/api/admin/keys', { service: 'groq', name, apiKey, ...settings })
}

/** Sends an order to the admin API with the admin token. @throws when it refuses */
export async function tellAdmin({ dashboard }: LastingKeywheel, path: string, body: unknown): Promise<void> {
  const answer = await fetch(dashboard + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
}
