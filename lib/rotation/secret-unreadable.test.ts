import { describe, expect, test } from 'vitest'
import { SECRET_UNREADABLE } from '@/lib/engine/state'
import { ExhaustedError } from './exhausted-error'
import { poolServices } from './in-process.fixture'
import { withKey } from './with-key'

/** Groq with keys of which some have a secret that does not open. */
function pooled(secrets: readonly string[], unreadable: readonly string[]) {
  const house = poolServices([{ id: 'groq', origin: 'http://127.0.0.1:1', secrets, key: { dailyLimit: 5 } }])
  const reveal = (keyId: string) => {
    if (unreadable.includes(keyId)) throw new Error(`no secret is known for key ${keyId}`)
    return house.ports.reveal(keyId)
  }
  const use = () => withKey({ ...house.ports, reveal }, 'groq', ({ apiKey }) => apiKey)
  return { ...house, use }
}

describe('a key whose secret cannot be opened', () => {
  test('goes out, and the same call goes on with the next key', async () => {
    const { use, pools, events, outcomes } = pooled(['first', 'second'], ['groq-1'])
    expect(await use()).toBe('second')
    expect(await use()).toBe('second')
    expect(outcomes()).toEqual(['groq-1:key-rejected', 'groq-2:success', 'groq-2:success'])
    expect(events).toMatchObject([{ kind: 'key-out', status: 'rejected', reason: SECRET_UNREADABLE }])
    expect(pools.find('groq-1')?.state).toMatchObject({ status: 'rejected', day: { used: 0 }, inFlight: 0 })
    expect(pools.reset({ keyId: 'groq-1' })).toHaveLength(1)
  })

  test('is one of no usable keys where there is no other', async () => {
    const { use } = pooled(['first', 'second'], ['groq-1', 'groq-2'])
    await expect(use()).rejects.toThrow(ExhaustedError)
    await expect(use()).rejects.toMatchObject({ exhausted: { cause: 'no-usable-key', retryAt: null } })
  })
})
