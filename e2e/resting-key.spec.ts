import { expect, groqKeys, test } from './fixtures'
import { openPage } from './page-state'

const [first] = groqKeys(2)

test('a key that is refused shows itself, and serves again after a reset', async ({ admin, caller, simulator }) => {
  await openPage(admin, '/services/groq')
  const row = admin.getByRole('row', { name: /GROQ_API_KEY / })
  await expect(row).toContainText('Ready')
  simulator.fault({ service: 'groq', secret: first?.secret, kind: 'bad-key' })
  expect(await caller.chats(4)).toEqual([200, 200, 200, 200])
  await expect(row).toContainText('Needs review')
  simulator.clearFaults()
  await row.getByRole('button', { name: 'Actions for GROQ_API_KEY' }).click()
  await admin.getByRole('menuitem', { name: /^Reset/ }).click()
  const dialog = admin.getByRole('dialog', { name: 'Reset GROQ_API_KEY?' })
  await expect(dialog).toContainText('1 key returns to work at once.')
  await dialog.getByRole('button', { name: 'Reset' }).click()
  await expect(admin.getByText('1 key was reset')).toBeVisible()
  await expect(row).toContainText('Ready')
})

test('a limited key rests with a running timer, and is ready again without a reload', async ({
  admin,
  caller,
  simulator,
}) => {
  await openPage(admin, '/services/groq')
  simulator.fault({ service: 'groq', secret: first?.secret, kind: 'minute-limit', retryAfterMs: 6_000, times: 1 })
  expect(await caller.chats(3)).toEqual([200, 200, 200])
  const row = admin.getByRole('row', { name: /GROQ_API_KEY / })
  await expect(row).toContainText('rate limited')
  const timer = row.getByText(/\d s/).first()
  const before = (await timer.textContent()) ?? ''
  await expect(timer).not.toHaveText(before)
  await expect(row).toContainText('Ready')
})

test('when every key rests, the caller learns when to come again, and the pages say who returns', async ({
  admin,
  caller,
  simulator,
}) => {
  await openPage(admin, '/services/groq')
  simulator.fault({ service: 'groq', kind: 'minute-limit', retryAfterMs: 90_000, times: 2 })
  expect((await caller.chat()).status).toBe(429)
  const rows = admin.getByRole('row', { name: /GROQ_API_KEY/ })
  await expect(rows.filter({ hasText: 'rate limited' })).toHaveCount(2)
  await openPage(admin, '/alerts')
  await expect(admin.getByRole('listitem').filter({ hasText: 'no key may serve' })).toBeVisible()
})
