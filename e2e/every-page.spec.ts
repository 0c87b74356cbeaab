import { serious } from './axe'
import { expect, groqKeys, test } from './fixtures'
import { makeHistory } from './history'
import { openPage } from './page-state'
import { ADMIN } from './people'
import { dashboardPages } from './places'

const PHONE = { width: 390, height: 844 }

test.use({ pool: { keys: groqKeys(4) } })

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any page, ${colorScheme}`, async ({ open, keywheel, caller, simulator, keys }) => {
    test.slow()
    const examples = await makeHistory({ keywheel, caller, simulator, keys })
    const page = await open(ADMIN, { colorScheme })
    const found: string[] = []
    for (const path of dashboardPages(examples)) {
      await openPage(page, path)
      found.push(...(await serious(page, path)))
    }
    const stranger = await open(null, { colorScheme })
    await openPage(stranger, '/login')
    found.push(...(await serious(stranger, '/login')))
    expect(found).toEqual([])
  })
}

test('no page is wider than a phone', async ({ open, keywheel, caller, simulator, keys }) => {
  const examples = await makeHistory({ keywheel, caller, simulator, keys })
  const page = await open(ADMIN, { viewport: PHONE })
  const tooWide: string[] = []
  for (const path of dashboardPages(examples)) {
    await openPage(page, path)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    if (width > PHONE.width) tooWide.push(`${path}: ${width} px`)
  }
  expect(tooWide).toEqual([])
})
