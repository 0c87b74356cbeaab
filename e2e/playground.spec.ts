import { LINKEDIN_EXPORT, zipOf } from '@/lib/ai/files.fixture'
import type { SimulatedKey } from '@/lib/simulator/vocabulary'
import { expect, test } from './fixtures'
import { openPage } from './page-state'

const GEMINI: SimulatedKey[] = ['01', '02'].map(end => ({
  service: 'gemini',
  secret: `AIza${'Canary'.repeat(5)}${end}xyz`,
}))

test.use({ pool: { keys: GEMINI } })

test('an admin runs a task past a limited key, sees why, and a viewer only looks', async ({
  admin,
  viewer,
  simulator,
  keys,
}) => {
  simulator.fault({ service: 'gemini', kind: 'minute-limit', secret: keys[0]?.secret })
  await openPage(admin, '/playground?task=cover-letter')
  await admin.getByRole('button', { name: 'Run' }).click()
  await expect(admin.getByText('This is needed.').first()).toBeVisible()
  await admin.getByRole('button', { name: 'Fill in a sample' }).click()
  await admin.getByRole('button', { name: 'Run' }).click()
  const answer = admin.getByRole('region', { name: 'Answer' })
  // the form is longer than the window, and its button stands below
  await expect(answer.getByText('Dear hiring team,')).toBeInViewport()
  await admin.setViewportSize({ width: 390, height: 844 })
  await admin.getByRole('button', { name: 'Run' }).click()
  await expect(answer.getByText('Kind regards,')).toBeInViewport()
  await admin.setViewportSize({ width: 1280, height: 720 })
  await expect(answer).toContainText('gemini-2.5-flash')
  const trail = admin.getByRole('region', { name: 'Keys tried, and why' })
  await expect(trail.getByRole('listitem').filter({ hasText: 'GEMINI_API_KEY' }).first()).toContainText(/rate limit/i)
  await expect(trail.getByRole('link', { name: 'GEMINI_API_KEY_2' }).first()).toBeVisible()

  await admin.getByRole('button', { name: 'LinkedIn import' }).click()
  await expect(admin.getByText('Dear hiring team,')).toHaveCount(0)
  await admin.getByLabel('Text of the profile').fill('')
  await admin
    .locator('input[type=file]')
    .setInputFiles({ name: 'export.zip', mimeType: 'application/zip', buffer: zipOf(LINKEDIN_EXPORT) })
  await admin.getByRole('button', { name: 'Run' }).click()
  await expect(answer.getByText('Ada Əliyeva')).toBeVisible()
  await expect(answer).toContainText('without a model')

  await openPage(viewer, '/playground')
  await expect(viewer.getByText('Only an admin may run tasks.')).toBeVisible()
  await expect(viewer.getByRole('button', { name: 'Run' })).toHaveCount(0)
  const refused = await viewer.request.post('/api/ai/cover-letter', {
    data: {},
    headers: { origin: new URL(viewer.url()).origin },
  })
  expect(refused.status()).toBe(403)
})
