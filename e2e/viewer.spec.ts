import { expect, groqKeys, test } from './fixtures'
import { makeHistory } from './history'
import { openPage } from './page-state'
import { dashboardPages } from './places'

const DEEDS =
  /^(Add key|Reset|Create|Revoke|Acknowledge|Snooze|Undo|Enable|Remove|Actions for|Edit|Test|Save|Restore|Import|Add operator)/
const ORDERS = [
  ['/api/admin/api-keys/reset', {}],
  ['/api/admin/keys', { service: 'groq', name: 'mine', apiKey: `gsk_${'v'.repeat(52)}` }],
  ['/api/admin/tokens', { name: 'mine' }],
] as const

test.use({ pool: { keys: groqKeys(4) } })

test('a viewer sees every page, and no button that changes something', async ({
  viewer,
  keywheel,
  caller,
  simulator,
  keys,
}) => {
  const examples = await makeHistory({ keywheel, caller, simulator, keys })
  const found: string[] = []
  for (const path of dashboardPages(examples)) {
    await openPage(viewer, path)
    const buttons = viewer.locator('main').getByRole('button', { name: DEEDS })
    for (const name of await buttons.allTextContents()) found.push(`${path}: ${name}`)
  }
  expect(found).toEqual([])
})

test('the server refuses what a viewer may not do', async ({ viewer, keywheel }) => {
  for (const [path, data] of ORDERS) {
    const answer = await viewer.request.post(path, { data, headers: { origin: keywheel.dashboard } })
    expect(answer.status(), path).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'not-allowed' })
  }
})

test('nobody without a session sees anything', async ({ open, keywheel }) => {
  const page = await open(null)
  await page.goto('/services/groq')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  const answer = await page.request.get(`${keywheel.dashboard}/api/admin/overview`)
  expect(answer.status()).toBe(401)
})

test('an order that another site caused is refused', async ({ admin }) => {
  const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const answer = await admin.request.post('/api/admin/api-keys/reset', { data: {}, headers })
  expect(answer.status()).toBe(403)
})
