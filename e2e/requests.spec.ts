import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { openPage } from './page-state'

test('a rescued request shows both keys, and why each was chosen', async ({ admin, caller, simulator }) => {
  await caller.chat()
  simulator.fault({ service: 'groq', kind: 'minute-limit', retryAfterMs: 60_000, times: 1 })
  const { requestId, status } = await caller.chat()
  expect(status).toBe(200)
  const rescued = admin.getByRole('row').filter({ hasText: 'Rescued' })
  await openUntil(admin, rescued)
  await rescued.getByRole('link').first().click()
  await expect(admin).toHaveURL(new RegExp(`/requests/${requestId}`))
  const trail = admin
    .getByRole('complementary')
    .or(admin.getByRole('region', { name: 'Trail of the request' }))
    .first()
  await expect(trail).toContainText('rate limited')
  await expect(trail.getByText('Why this key').first()).toBeVisible()
  await expect(trail).toContainText('Attempt 2')
  await admin.keyboard.press('Escape')
  await expect(admin).toHaveURL(/\/requests(\?.*)?$/)
})

test('a refusal by the gateway itself is a row that says why', async ({ admin, caller, simulator }) => {
  simulator.fault({ service: 'groq', kind: 'minute-limit', retryAfterMs: 60_000, times: 2 })
  expect((await caller.chat()).status).toBe(429)
  expect((await caller.chat()).status).toBe(429)
  const lost = admin.getByRole('row').filter({ hasText: 'Lost' }).first()
  await openUntil(admin, lost)
  await lost.getByRole('link').first().click()
  await expect(admin.getByText('Every key rests or has reached a limit').first()).toBeVisible()
})

test('filters act at once, stand in the address, and can be taken away', async ({ admin, caller }) => {
  await caller.chat({ model: 'llama-3.1-8b-instant' })
  await caller.chat({ model: 'llama-3.3-70b-versatile' })
  await openPage(admin, '/requests?model=llama-3.3-70b-versatile')
  const rows = admin.getByRole('row').filter({ hasText: 'llama' })
  await expect(rows).toHaveCount(1)
  await admin.getByRole('button', { name: /^Remove: Model/ }).click()
  await expect(rows).toHaveCount(2)
  await expect(admin).not.toHaveURL(/model=/)
})

/** Rows are written a moment after the answer, and the log does not jump: it is opened anew until the row is there. */
async function openUntil(page: Page, row: Locator): Promise<void> {
  await expect(async () => {
    await openPage(page, '/requests')
    await expect(row).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
}
