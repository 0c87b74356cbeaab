import OpenAI from 'openai'
import { MODEL } from './caller'
import { expect, test } from './fixtures'
import { openPage } from './page-state'

test('a token is shown once, works in an official SDK, and is refused when it is revoked', async ({
  admin,
  keywheel,
}) => {
  await openPage(admin, '/tokens')
  await admin.getByRole('button', { name: 'Create token' }).first().click()
  const form = admin.getByRole('dialog')
  await form.getByRole('button', { name: 'Create' }).click()
  await expect(form.getByText('Give it a name.')).toBeVisible()
  await form.getByLabel('Name').fill('my-app')
  await form.getByRole('button', { name: 'Create' }).click()
  const shown = admin.getByRole('dialog', { name: /my-app/ })
  const token =
    (await shown
      .getByText(/^kw_[\w-]+$/)
      .first()
      .textContent()) ?? ''
  await expect(shown).toContainText(keywheel.gateway.replace('127.0.0.1', 'localhost').replace(/^http:/, 'http:'))
  await shown.getByRole('button', { name: 'I have kept it' }).click()
  expect(await admin.content()).not.toContain(token)

  const openai = new OpenAI({ apiKey: token, baseURL: `${keywheel.gateway}/groq/openai/v1`, maxRetries: 0 })
  const ask = () => openai.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: 'Hello' }] })
  expect((await ask()).choices[0]?.message.content).toBeTruthy()
  await admin.getByRole('button', { name: 'Revoke my-app' }).click()
  await admin.getByRole('dialog', { name: 'Revoke my-app?' }).getByRole('button', { name: 'Revoke' }).click()
  await expect(admin.getByText('my-app is revoked.')).toBeVisible()
  await expect(ask()).rejects.toThrow(/401/)
})
