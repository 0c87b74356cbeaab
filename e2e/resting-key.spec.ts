import { expect, groqKeys, test } from './fixtures'

const [first] = groqKeys(2)

test('a key that is refused shows itself, and serves again after a reset', async ({ admin, caller, simulator }) => {
  await admin.goto('/')
  const row = admin.getByRole('row', { name: /GROQ_API_KEY / })
  await expect(row.getByText('Ready')).toBeVisible()
  simulator.fault({ service: 'groq', secret: first?.secret, kind: 'bad-key' })
  expect(await caller.chats(4)).toEqual([200, 200, 200, 200])
  await expect(row.getByText('Needs review')).toBeVisible()
  const verdict = '1 of 2 keys can serve now. 1 key needs your review.'
  await expect(admin.getByRole('heading', { level: 1, name: verdict })).toBeVisible()
  simulator.clearFaults()
  await row.getByRole('button', { name: 'Reset GROQ_API_KEY' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Reset' }).click()
  await expect(admin.getByText('1 key was reset.')).toBeVisible()
  await expect(row.getByText('Ready')).toBeVisible()
  await expect(admin.getByRole('button', { name: /^Reset/ })).toHaveCount(0)
})

test('a resting key counts down, and is ready again without a reload', async ({ admin, caller, simulator }) => {
  await admin.goto('/')
  simulator.fault({ service: 'groq', kind: 'minute-limit', retryAfterMs: 5_000, times: 2 })
  expect((await caller.chat()).status).toBe(429)
  const timer = admin.getByRole('button', { name: /s left/ }).first()
  const before = (await timer.textContent()) ?? ''
  expect(Number.parseInt(before.replace(/\D*/, ''), 10)).toBeLessThanOrEqual(5)
  await expect(timer).not.toHaveText(before)
  await expect(admin.getByRole('heading', { level: 1, name: 'All 2 keys can serve.' })).toBeVisible()
})
