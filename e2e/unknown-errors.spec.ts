import { expect, groqKeys, test } from './fixtures'
import { openPage } from './page-state'
import { tellAdmin } from './seed'

test.use({ pool: { keys: groqKeys(2) } })

const STRANGE = { service: 'groq', kind: 'unheard-of' } as const

test('an error that no rule knew is counted and queued, a person says what it means, and the next is judged so', async ({
  admin,
  caller,
  keywheel,
  simulator,
}) => {
  await openPage(admin, '/services')
  await expect(admin.getByRole('link', { name: /^Unknown errors/ })).toHaveCount(0)
  simulator.fault({ ...STRANGE, times: 2 })
  expect((await caller.chat()).status).toBe(503)
  await expect(admin.getByRole('link', { name: 'Unknown errors 1' })).toBeVisible({ timeout: 20_000 })
  await admin.getByRole('link', { name: 'Unknown errors 1' }).click()

  const card = admin.getByRole('region', { name: 'Groq: status 500' })
  await expect(card).toContainText('2 times')
  await expect(card).toContainText('Taken for: upstream error.')
  await expect(card.getByLabel('The newest answer, redacted')).toContainText('quorum_lost')
  await card.getByLabel('It means').selectOption({ label: 'rate limited' })
  await card.getByLabel('Window').selectOption({ label: 'minute' })
  await card.getByRole('button', { name: 'Make a rule' }).click()
  await expect(admin.getByText('The rule “quorum_lost” is in force.')).toBeVisible()
  await expect(admin.getByRole('heading', { name: 'No unknown errors' })).toBeVisible()

  await openPage(admin, '/services/groq?tab=rules')
  await expect(admin.getByRole('group', { name: 'Rule 1' }).getByLabel('Name', { exact: true })).toHaveValue(
    'quorum_lost',
  )
  simulator.fault({ ...STRANGE, times: 1 })
  await tellAdmin(keywheel, '/api/admin/api-keys/reset', {})
  await expect
    .poll(async () => (await caller.chat()).attempts, { timeout: 30_000 })
    .toMatch(/^gsk_\S+:rate-limited,gsk_\S+:success$/)
  await openPage(admin, '/services/groq')
  await expect(admin.getByRole('row').filter({ hasText: 'rate limited' })).toHaveCount(1)
  await openPage(admin, '/unknown-errors')
  await expect(admin.getByRole('heading', { name: 'No unknown errors' })).toBeVisible()
})

test('a dismissed error waits no more, and the viewer may only look', async ({ admin, viewer, caller, simulator }) => {
  simulator.fault({ ...STRANGE, times: 2 })
  await caller.chat()
  await expect(async () => {
    await openPage(viewer, '/unknown-errors')
    await expect(viewer.getByRole('region', { name: 'Groq: status 500' })).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 20_000 })
  await expect(viewer.getByRole('button', { name: 'Make a rule' })).toHaveCount(0)
  await openPage(admin, '/unknown-errors')
  await admin.getByRole('button', { name: 'Dismiss' }).click()
  await expect(admin.getByRole('heading', { name: 'No unknown errors' })).toBeVisible()
  await admin.getByRole('button', { name: 'Undo' }).click()
  await expect(admin.getByRole('region', { name: 'Groq: status 500' })).toBeVisible()
})
