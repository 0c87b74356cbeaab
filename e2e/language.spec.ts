import { expect, groqKeys, test } from './fixtures'
import { makeHistory } from './history'
import { openPage } from './page-state'
import { ADMIN } from './people'
import { dashboardPages } from './places'

test.use({ pool: { keys: groqKeys(4) } })

/** Names of the engine that no person should read: two small words joined by a hyphen, as codes are written. */
const CODES =
  /\b(key-model|account-model|caller-error|caller_error|rate-limited|quota-exhausted|key-rejected|service-error|timed-out|half-open|round-robin|least-used|model-forbidden|out-of-credit)\b/

test('in a browser that speaks Azerbaijani, so does every page, and no code is on the screen', async ({
  open,
  keywheel,
  caller,
  simulator,
  keys,
}) => {
  const examples = await makeHistory({ keywheel, caller, simulator, keys })
  const page = await open(ADMIN, { locale: 'az-AZ' })
  const codes: string[] = []
  for (const path of dashboardPages(examples)) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await expect(page.getByRole('status', { name: 'Yüklənir' })).toHaveCount(0)
    await expect(page.locator('html')).toHaveAttribute('lang', 'az')
    const text = await page.locator('main').textContent()
    const code = CODES.exec(text ?? '')
    if (code) codes.push(`${path}: ${code[0]}`)
  }
  expect(codes).toEqual([])
})

test('the language that a person chooses in the settings holds over the browser’s', async ({ admin }) => {
  await openPage(admin, '/settings')
  await admin.getByRole('combobox', { name: 'Language' }).selectOption('Azərbaycanca')
  await expect(admin.getByRole('heading', { level: 1, name: 'Parametrlər' })).toBeVisible()
  await admin.goto('/services')
  await expect(admin.locator('html')).toHaveAttribute('lang', 'az')
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Xidmətlər')
})

test('what a component brings along is named in the person’s language too', async ({ open }) => {
  const page = await open(null, { locale: 'az-AZ' })
  await page.goto('/login')
  const eye = page.getByRole('button', { name: 'Yazılanı göstər və ya gizlət' })
  await expect(eye).toHaveCount(1)
  await eye.click()
  await expect(page.getByRole('textbox', { name: 'Parol' })).toHaveAttribute('type', 'text')
})
