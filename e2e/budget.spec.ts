import OpenAI from 'openai'
import { expect, groqKeys, test } from './fixtures'
import { openPage, settled } from './page-state'
import { ADMIN_TOKEN } from './people'

test.use({ pool: { keys: groqKeys(1) } })

test('a token with a budget is refused a model without a price, gets it once it has one, and pays for what it leaves', async ({
  admin,
  keywheel,
}) => {
  const made = await fetch(`${keywheel.dashboard}/api/admin/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'thrifty', budgetUsdPerMonth: 5 }),
  })
  const { token: apiKey }: { token: string } = await made.json()
  const openai = new OpenAI({ apiKey, baseURL: `${keywheel.gateway}/groq/openai/v1`, maxRetries: 0 })
  const ask = (content = 'Hello') => ({ model: 'house-llama-1', messages: [{ role: 'user' as const, content }] })
  const refused = await openai.chat.completions.create(ask()).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(OpenAI.PermissionDeniedError)
  expect(String(refused)).toContain('Groq’s house-llama-1 has no price')

  await openPage(admin, '/requests')
  const row = admin.getByRole('row', { name: /house-llama-1/ })
  await expect(row).toContainText('The model has no price')
  await row.getByRole('link', { name: /Open the trail/ }).click()
  await expect(admin.getByText('Set a price under Settings, or take the token’s budget away.')).toBeVisible()

  await openPage(admin, '/settings')
  const panel = admin.getByRole('region', { name: 'Prices', exact: true })
  await expect(panel.getByRole('listitem').filter({ hasText: 'house-llama-1' })).toContainText('1 request refused')
  await panel.getByRole('button', { name: 'Set the price of house-llama-1' }).click()
  const dialog = admin.getByRole('dialog', { name: 'Price of a model' })
  await dialog.getByLabel('A million tokens of input').fill('100')
  await dialog.getByLabel('A million tokens of output').fill('1000')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(panel.getByRole('row', { name: /house-llama-1/ })).toBeVisible()

  await openai.chat.completions.create(ask())
  const stream = await openai.chat.completions.create({
    ...ask('count [[chunks=100 pace=30 bytes=40]]'),
    stream: true,
  })
  let seen = 0
  for await (const _ of stream) {
    seen += 1
    if (seen === 8) break
  }
  const left = admin.getByRole('row', { name: /house-llama-1/ }).filter({ hasText: 'Caller left' })
  // it is written down a moment after its caller left
  await expect(async () => {
    await openPage(admin, '/requests')
    await expect(left).toContainText(/≈ \$0\.\d+/, { timeout: 1000 })
  }).toPass({ timeout: 20_000 })
  await left.getByRole('link', { name: /Open the trail/ }).click()
  await settled(admin)
  await expect(admin.getByText('tokens and cost are estimated from what came')).toBeVisible()
  await expect(admin.getByText('The cost is by a price of your own.')).toBeVisible()
  await openPage(admin, '/tokens')
  await expect(admin.getByRole('row', { name: /thrifty/ })).toContainText(/\$0\.\d\d of \$5\.00 a month/)
})
