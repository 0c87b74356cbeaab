import { expect, groqKeys, test } from './fixtures'
import { openPage } from './page-state'

const keys = groqKeys(10)
test.use({ pool: { keys } })

test('all keys are checked with progress that outlives a reload, and what is refused is out', async ({
  admin,
  viewer,
  simulator,
}) => {
  simulator.fault({ service: 'groq', secret: keys[2]?.secret, kind: 'bad-key' })
  simulator.fault({ service: 'groq', kind: 'slow', latencyMs: 500 })
  await openPage(admin, '/services')
  await openPage(viewer, '/services')
  await expect(viewer.getByRole('button', { name: 'Check all keys' })).toHaveCount(0)
  await admin.getByRole('button', { name: 'Check all keys' }).click()
  await expect(admin.getByRole('progressbar', { name: /Checking all keys: \d+ of 10/ })).toBeVisible()
  await admin.reload()
  const panel = admin.getByRole('region', { name: 'Check of keys' })
  await expect(panel.getByRole('progressbar')).toBeVisible()
  await expect(panel.getByRole('status')).toContainText('10 keys checked')
  await expect(panel.getByRole('status')).toContainText('9 alive, 1 refused')
  await expect(viewer.getByRole('region', { name: 'Check of keys' })).toContainText('GROQ_API_KEY_3')
  simulator.clearFaults()
  await openPage(admin, '/services/groq')
  await admin.getByRole('button', { name: 'Check keys' }).click()
  const row = panel.getByRole('listitem').filter({ hasText: 'GROQ_API_KEY_3' })
  await expect(row).toContainText('its upstream takes it again')
  await row.getByRole('button', { name: 'Reset GROQ_API_KEY_3' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Reset' }).click()
  await expect(row).toHaveCount(0)
})

test('a check under way can be ended', async ({ admin, simulator }) => {
  simulator.fault({ service: 'groq', kind: 'slow', latencyMs: 2000 })
  await openPage(admin, '/services/groq')
  await admin.getByRole('button', { name: 'Check keys' }).click()
  const panel = admin.getByRole('region', { name: 'Check of keys' })
  await panel.getByRole('button', { name: 'Cancel' }).click()
  await expect(panel.getByRole('status')).toContainText(/Cancelled after \d+ of 10 keys/)
})
