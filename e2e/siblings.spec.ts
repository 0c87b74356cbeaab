import type { Page } from '@playwright/test'
import { expect, groqKeys, test } from './fixtures'
import { openPage } from './page-state'
import { tellAdmin } from './seed'

/** Three keys that the upstream counts as one, as it says in the text of its refusals. */
const KEYS = groqKeys(3).map(key => ({ ...key, account: 'org_canary01' }))
const LIMITED = { service: 'groq', kind: 'minute-limit', retryAfterMs: 60_000 } as const

test.use({ pool: { keys: KEYS } })

const proposal = (page: Page) => page.getByRole('alert').filter({ hasText: 'share one quota' })

test('keys that the upstream counts as one are noticed by traffic, become one account, and rest together', async ({
  admin,
  caller,
  keywheel,
  simulator,
}) => {
  await openPage(admin, '/services/groq')
  await expect(proposal(admin)).toHaveCount(0)
  simulator.fault({ ...LIMITED, times: 3 })
  expect((await caller.chat()).status).toBe(429)
  // nobody knew: each key found out by itself
  expect(simulator.total({ service: 'groq', status: 429 })).toBe(3)
  await expect(proposal(admin)).toContainText('These 3 keys share one quota', { timeout: 20_000 })
  await expect(proposal(admin)).toContainText('org_canary01: GROQ_API_KEY, GROQ_API_KEY_2, and GROQ_API_KEY_3')
  await proposal(admin).getByRole('button', { name: 'Set their account to org_canary01' }).click()
  await expect(admin.getByText('3 keys belong to the account org_canary01 now.')).toBeVisible()
  await expect(proposal(admin)).toHaveCount(0)

  await tellAdmin(keywheel, '/api/admin/api-keys/reset', {})
  simulator.reset()
  simulator.fault({ ...LIMITED, times: 3 })
  expect((await caller.chat()).status).toBe(429)
  // the first refusal spoke for all of them
  expect(simulator.total({ service: 'groq', status: 429 })).toBe(1)
  await expect(admin.getByRole('row').filter({ hasText: 'rate limited' })).toHaveCount(3)
})

test('a proposal that was dismissed stays away, and is back when that is undone', async ({
  admin,
  caller,
  simulator,
}) => {
  await openPage(admin, '/services/groq')
  simulator.fault({ ...LIMITED, times: 3 })
  await caller.chat()
  await expect(proposal(admin)).toBeVisible({ timeout: 20_000 })
  await proposal(admin).getByRole('button', { name: 'Dismiss' }).click()
  await expect(admin.getByText('The proposal for org_canary01 is dismissed.')).toBeVisible()
  await expect(proposal(admin)).toHaveCount(0)
  await openPage(admin, '/services/groq')
  await expect(admin.getByRole('row', { name: /GROQ_API_KEY_3/ })).toBeVisible()
  await expect(proposal(admin)).toHaveCount(0)
  await openPage(admin, '/audit')
  await admin.getByRole('button', { name: 'Undo: Dismissed a proposal for keys of Groq' }).click()
  await expect(admin.getByText('undone', { exact: true })).toBeVisible()
  await openPage(admin, '/services/groq')
  await expect(proposal(admin)).toBeVisible()
})
