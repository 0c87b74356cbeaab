import { expect, test } from './fixtures'
import { openPage } from './page-state'
import { ADMIN, changePassword } from './people'

test('a lost server is said, and the page is live again by itself', async ({ admin, keywheel, complaints }) => {
  complaints.expect(/ERR_|Failed to fetch|network error/)
  await openPage(admin, '/')
  const badge = admin.getByRole('status').filter({ hasText: /Live|server/ })
  await expect(badge).toHaveText('Live')
  await keywheel.goDown('SIGKILL')
  await expect(badge).toHaveText('The server does not answer')
  await keywheel.comeBack()
  await expect(badge).toHaveText('Live')
  await expect(admin.getByRole('heading', { level: 1 })).toBeVisible()
})

test('a session that was ended elsewhere says so', async ({ admin, keywheel, complaints }) => {
  complaints.expect(/401/)
  await openPage(admin, '/')
  await changePassword(keywheel, ADMIN, 'another correct battery')
  const again = admin.getByRole('link', { name: /sign in/i }).first()
  await expect(again).toBeVisible()
  await again.click()
  await expect(admin.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('what the engine decides is on the screen within a second', async ({ admin, caller, simulator }) => {
  await openPage(admin, '/')
  const badge = admin.getByRole('status').filter({ hasText: 'Live' })
  await expect(badge).toHaveText('Live')
  await expect(admin.getByText(/rate limited/)).toHaveCount(0)
  simulator.fault({ service: 'groq', kind: 'minute-limit', retryAfterMs: 60_000 })
  await caller.chat()
  // ten times the promise would be a minute's rest seen by chance; a slow machine may take its time
  await expect(admin.getByText(/rate limited/).first()).toBeVisible({ timeout: 2_000 })
})
