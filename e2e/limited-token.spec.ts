import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import OpenAI from 'openai'
import { MODEL } from './caller'
import { expect, test } from './fixtures'
import { openPage } from './page-state'

test('a token’s third call of a minute is refused in the SDK’s own error, the page says so, and the table is taken away', async ({
  admin,
  keywheel,
}) => {
  await openPage(admin, '/tokens')
  await admin.getByRole('button', { name: 'Create token' }).first().click()
  const form = admin.getByRole('dialog')
  await form.getByLabel('Name').fill('batch')
  await form.getByLabel('Requests a minute').fill('0')
  await form.getByRole('button', { name: 'Create' }).click()
  await expect(form.getByText('Enter a whole number of 1 or more.')).toBeVisible()
  await form.getByLabel('Requests a minute').fill('50')
  await form.getByRole('button', { name: 'Create' }).click()
  const shown = admin.getByRole('dialog', { name: /batch/ })
  const token =
    (await shown
      .getByText(/^kw_[\w-]+$/)
      .first()
      .textContent()) ?? ''
  await shown.getByRole('button', { name: 'I have kept it' }).click()
  await admin.getByRole('button', { name: 'Change batch' }).click()
  const dialog = admin.getByRole('dialog', { name: 'Change batch' })
  await dialog.getByLabel('Requests a minute').fill('2')
  await dialog.getByLabel('Budget a month').fill('5')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByText('batch is changed.')).toBeVisible()

  const openai = new OpenAI({ apiKey: token, baseURL: `${keywheel.gateway}/groq/openai/v1`, maxRetries: 0 })
  const ask = () => openai.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: 'Hello' }] })
  const errors: unknown[] = []
  // a minute may turn between the calls: then the limit is met a few calls later
  for (let call = 0; call < 5 && errors.length === 0; call += 1) await ask().catch(error => errors.push(error))
  const [refused] = errors
  expect(refused).toBeInstanceOf(OpenAI.RateLimitError)
  expect(String(refused)).toMatch(/^Error: 429 This client token has made the 2 requests it may make in a minute\./)
  const row = admin.getByRole('row', { name: /batch/ })
  await expect(row).toContainText('$5.00 a month')
  await expect(row).toContainText(/of 2 a minute/)

  const download = admin.waitForEvent('download')
  await admin.getByRole('link', { name: 'Download as CSV: Tokens' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^keywheel-tokens-\d{4}-\d\d-\d\d\.csv$/)
  const rows = parse(readFileSync(await file.path()), { columns: true, bom: true })
  expect(rows).toMatchObject([{ name: 'batch', state: 'active', minute_limit: '2', month_budget_usd: '5' }])
})
