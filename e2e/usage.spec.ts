import { expect, test } from './fixtures'
import { openPage } from './page-state'

test('use is told of a day, the last days, a month and a range, and the address keeps the choice', async ({
  admin,
  caller,
}) => {
  expect(await caller.chats(3)).toEqual([200, 200, 200])
  await openPage(admin, '/usage?by=caller')
  const total = admin.getByRole('row', { name: /All together/ })
  const over = admin.getByRole('radiogroup', { name: 'Over' })
  for (const span of ['24 hours', 'Day', '7 days', '30 days', 'Month', 'Range']) {
    await over.getByText(span, { exact: true }).click()
    await expect(over.getByRole('radio', { name: span, exact: true })).toBeChecked()
    await expect(total.getByRole('cell').nth(1)).toHaveText('3')
  }
  await expect(admin).toHaveURL(/span=range/)
  await openPage(admin, '/usage?by=caller&span=hours')
  await expect(admin.getByText(/:00\s[AP]M – .*:00\s[AP]M UTC/)).toBeVisible()
  // a page that comes from the server says the same as the browser, or the browser complains
  await openPage(admin, '/usage?by=caller&span=thirty')
  await expect(admin.getByText(/\w+ \d+, \d{4} – \w+ \d+, \d{4}/)).toBeVisible()
  await over.getByText('Range', { exact: true }).click()
  await admin.getByLabel('First day').fill('2026-01-10')
  await admin.getByLabel('Last day').fill('2026-01-01')
  await expect(admin).toHaveURL(/from=2026-01-01&to=2026-01-01/)
  await expect(admin.getByText('Nothing was asked for in this time.')).toBeVisible()
  await admin.reload()
  await expect(admin.getByLabel('First day')).toHaveValue('2026-01-01')
})
