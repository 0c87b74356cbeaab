import { expect, groqKeys, test } from './fixtures'
import { openPage } from './page-state'
import { ADMIN } from './people'

test.describe('the first start', () => {
  test.use({ settings: { KEYWHEEL_ADMIN_EMAIL: '', KEYWHEEL_ADMIN_PASSWORD: '' }, pool: { keys: groqKeys(1) } })

  test('the code of the terminal makes the first operator, who is signed in', async ({ keywheel, open }) => {
    const page = await open(null)
    await page.goto('/')
    await expect(page.getByRole('heading', { level: 1, name: 'Welcome to Keywheel' })).toBeVisible()
    const code = /setup code\W+(\S+)/i.exec(keywheel.output())?.[1] ?? ''
    await page.getByLabel('Setup code').fill(code)
    await page.getByLabel('E-mail').fill(ADMIN.email)
    await page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password)
    await page.getByRole('button', { name: 'Create operator' }).click()
    await expect(page.getByRole('button', { name: `Account of ${ADMIN.email}` })).toBeVisible()
    await page.goto('/setup')
    await expect(page.getByRole('heading', { name: 'Welcome to Keywheel' })).toBeHidden()
  })
})

test('a wrong password is refused in words', async ({ open, complaints }) => {
  complaints.expect(/401/)
  const page = await open(null)
  await page.goto('/')
  await page.getByLabel('E-mail').fill(ADMIN.email)
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('This e-mail and password do not fit together.')).toBeVisible()
})

test('signing in opens the overview, and signing out closes it', async ({ open }) => {
  const page = await open(null)
  await page.goto('/')
  await page.getByLabel('E-mail').fill(ADMIN.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: `Account of ${ADMIN.email}` }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('the theme is chosen behind the account, by keys alone', async ({ admin }) => {
  await openPage(admin, '/')
  const account = admin.getByRole('button', { name: `Account of ${ADMIN.email}` })
  await account.focus()
  await admin.keyboard.press('Enter')
  await admin.keyboard.press('Tab')
  await expect(admin.getByRole('radio', { name: 'As the system' })).toBeFocused()
  await admin.keyboard.press('ArrowUp')
  await expect(admin.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await admin.keyboard.press('Escape')
  await expect(admin.getByRole('radio', { name: 'Dark' })).toBeHidden()
  await expect(account).toBeFocused()
})
