import { serious } from './axe'
import { expect, test } from './fixtures'
import { openPage } from './page-state'

test('the palette finds a page, a service and a key by a few letters', async ({ admin }) => {
  await openPage(admin, '/')
  const find = async (letters: string) => {
    await admin.keyboard.press('ControlOrMeta+k')
    await admin.getByRole('textbox', { name: 'Find a page, a service or a key' }).fill(letters)
  }
  await find('alerts')
  await admin.keyboard.press('Enter')
  await expect(admin.getByRole('heading', { level: 1, name: 'Alerts' })).toBeVisible()
  await find('groq')
  await admin.getByRole('button', { name: /^Groq/ }).first().click()
  await expect(admin).toHaveURL(/\/services\/groq$/)
  await find('GROQ_API_KEY_2')
  await expect(admin.getByRole('button', { name: /^GROQ_API_KEY_2/ })).toHaveAttribute('data-selected')
  expect(await serious(admin, 'the palette')).toEqual([])
  await admin.keyboard.press('Enter')
  await expect(admin).toHaveURL(/\/keys\//)
})

test('the palette says when nothing has that name', async ({ admin }) => {
  await openPage(admin, '/')
  await admin.getByRole('button', { name: 'Search' }).click()
  await admin.getByRole('textbox', { name: 'Find a page, a service or a key' }).fill('no such thing')
  await expect(admin.getByText('Nothing of that name.')).toBeVisible()
})
