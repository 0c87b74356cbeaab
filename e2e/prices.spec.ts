import OpenAI from 'openai'
import { expect, groqKeys, test } from './fixtures'
import { openPage, settled } from './page-state'
import { CLIENT_TOKEN } from './people'

test.use({ pool: { keys: groqKeys(1) } })

test('a model without a price is pointed out, gets one with a click, costs from then on, and the undo takes it back', async ({
  admin,
  viewer,
  keywheel,
}) => {
  const openai = new OpenAI({ apiKey: CLIENT_TOKEN, baseURL: `${keywheel.gateway}/groq/openai/v1`, maxRetries: 0 })
  const ask = () =>
    openai.chat.completions.create({ model: 'house-llama-1', messages: [{ role: 'user', content: 'Hello' }] })
  await ask()
  await openPage(admin, '/usage?by=model&span=day')
  await admin
    .getByRole('row', { name: /house-llama-1/ })
    .getByRole('link', { name: 'no price: set one' })
    .click()
  await settled(admin)
  const panel = admin.getByRole('region', { name: 'Prices', exact: true })
  await expect(panel).toContainText('1 model has no price')
  await expect(panel.getByRole('listitem').filter({ hasText: 'house-llama-1' })).toContainText(/\d+ tokens/)
  await panel.getByRole('button', { name: 'Set the price of house-llama-1' }).click()
  const dialog = admin.getByRole('dialog', { name: 'Price of a model' })
  await expect(dialog.getByLabel('Model')).toHaveValue('house-llama-1')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Enter a price.')).toBeVisible()
  await dialog.getByLabel('A million tokens of input').fill('1000')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Enter both, input and output; 0 is free.')).toBeVisible()
  await dialog.getByLabel('A million tokens of output').fill('2000,5')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByText('house-llama-1: the price holds from now on.')).toBeVisible()
  await expect(panel.getByText('has no price')).toHaveCount(0)
  const row = panel.getByRole('row', { name: /house-llama-1/ })
  await expect(row).toContainText('$2,000.50')

  await ask()
  await openPage(viewer, '/usage?by=model&span=day')
  await expect(viewer.getByRole('row', { name: /house-llama-1/ })).toContainText(
    /\$0\.\d+ \+ \d+ tokens without a price/,
  )
  await openPage(viewer, '/settings')
  const seen = viewer.getByRole('region', { name: 'Prices', exact: true })
  await expect(seen.getByRole('row', { name: /house-llama-1/ })).toBeVisible()
  await expect(seen.getByRole('button')).toHaveCount(0)

  await row.getByRole('button', { name: 'Remove the price of house-llama-1' }).click()
  await expect(panel.getByText('No price of your own yet.')).toBeVisible()
  await admin.getByRole('button', { name: 'Undo' }).last().click()
  await expect(row).toContainText('$1,000.00')
  await openPage(admin, '/audit')
  await expect(admin.getByRole('row', { name: /Removed the price of house-llama-1/ }).first()).toBeVisible()
})
