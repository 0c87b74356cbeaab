import { expect, test } from './fixtures'
import { openPage } from './page-state'
import { ADMIN } from './people'

test('a new operator needs an address and a long password', async ({ admin }) => {
  await openPage(admin, '/settings')
  await admin.getByRole('button', { name: 'Add operator' }).click()
  const form = admin.getByRole('dialog')
  await form.getByLabel('E-mail').fill('nobody')
  await form.getByRole('textbox', { name: 'Password' }).fill('short')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(form.getByText('Enter an e-mail address, such as ada@example.com.')).toBeVisible()
  await expect(form.getByText('A password has at least 10 characters.')).toBeVisible()
})

test('a wrong present password changes nothing', async ({ admin, open }) => {
  await openPage(admin, '/settings')
  await admin.getByRole('button', { name: 'Change password' }).click()
  const form = admin.getByRole('dialog')
  await form.getByRole('textbox', { name: 'Present password' }).fill('not the password')
  await form.getByRole('textbox', { name: 'New password' }).fill('another long password')
  await form.getByRole('button', { name: 'Change password' }).click()
  await expect(form.getByText('This is not your present password.')).toBeVisible()
  await openPage(await open(ADMIN), '/')
})

test('retention wants a number in its range', async ({ admin }) => {
  await openPage(admin, '/settings')
  const retention = admin.getByRole('region', { name: 'Retention' })
  await retention.getByRole('textbox', { name: 'Days of attempts' }).fill('0')
  await retention.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByText(/Enter a whole number from \d+ to/)).toBeVisible()
})

test('a key that no service issues is asked about, and one already kept is refused', async ({ admin, keys }) => {
  await openPage(admin, '/keys/add?service=groq')
  const key = admin.getByRole('textbox', { name: 'Key', exact: true })
  const add = admin.getByRole('button', { name: 'Add key', exact: true })
  await key.fill('nonsense')
  await add.click()
  await expect(admin.getByText(/This does not look like a key of Groq/)).toBeVisible()
  await key.fill(keys[0]?.secret ?? '')
  await add.click()
  await expect(admin.getByText(/already/).first()).toBeVisible()
})
