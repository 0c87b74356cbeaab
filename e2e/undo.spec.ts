import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { openPage } from './page-state'
import { addGroqKey, tellAdmin } from './seed'

test.beforeEach(async ({ keywheel, simulator, admin }) => {
  await addGroqKey(keywheel, simulator, 'team-a')
  await openPage(admin, '/services/groq')
})

test('pausing can be undone', async ({ admin }) => {
  const row = admin.getByRole('row', { name: /team-a/ })
  await choose(admin, 'team-a', /^Pause/)
  await expect(row).toContainText('Paused')
  await admin.getByRole('button', { name: 'Undo' }).click()
  await expect(admin.getByText('Undone')).toBeVisible()
  await expect(row).toContainText('Ready')
})

test('a paused key takes no requests until it is enabled', async ({ admin, caller, simulator }) => {
  for (const name of ['GROQ_API_KEY', 'GROQ_API_KEY_2']) await choose(admin, name, /^Pause/)
  await expect(admin.getByRole('row').filter({ hasText: 'Paused' })).toHaveCount(2)
  expect(await caller.chats(3)).toEqual([200, 200, 200])
  expect(new Set(simulator.seen({ service: 'groq' }).map(({ secret }) => secret)).size).toBe(1)
  await choose(admin, 'GROQ_API_KEY', /^Enable/)
  await expect(admin.getByRole('row').filter({ hasText: 'Paused' })).toHaveCount(1)
})

test('an edit can be undone', async ({ admin }) => {
  const row = admin.getByRole('row', { name: /team-a/ })
  await choose(admin, 'team-a', /^Edit/)
  const dialog = admin.getByRole('dialog', { name: 'Edit team-a' })
  await dialog.getByLabel('Name').fill('team-b')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(admin.getByRole('row', { name: /team-b/ })).toBeVisible()
  await admin.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toBeVisible()
})

test('a key is removed by its name alone, and comes back', async ({ admin }) => {
  const row = admin.getByRole('row', { name: /team-a/ })
  await choose(admin, 'team-a', /^Remove/)
  const dialog = admin.getByRole('dialog', { name: 'Remove team-a?' })
  await dialog.getByRole('textbox').fill('team')
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(dialog.getByText('This is not the name of the key.')).toBeVisible()
  await dialog.getByRole('textbox').fill('team-a')
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(row).toBeHidden()
  await openPage(admin, '/keys/removed')
  await admin.getByRole('textbox', { name: /^Name, account/ }).fill('team')
  await admin
    .getByRole('row', { name: /team-a/ })
    .getByRole('button', { name: 'Restore' })
    .click()
  await expect(admin.getByText('No removed key matches')).toBeVisible()
  await openPage(admin, '/services/groq')
  await expect(row).toBeVisible()
})

test('the audit undoes what is not shown any more, and says so', async ({ admin }) => {
  await choose(admin, 'team-a', /^Pause/)
  await expect(admin.getByRole('row', { name: /team-a/ })).toContainText('Paused')
  await openPage(admin, '/audit')
  await admin.getByRole('button', { name: /^Undo: Paused key/ }).click()
  await expect(admin.getByText('undone').first()).toBeVisible()
  await openPage(admin, '/services/groq')
  await expect(admin.getByRole('row', { name: /team-a/ })).toContainText('Ready')
})

test('a service that was switched off, its rules, and a client token come back', async ({
  admin,
  caller,
  keywheel,
}) => {
  await admin.getByRole('button', { name: 'Switch off' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click()
  await expect(admin.getByText('Groq is switched off.')).toBeVisible()
  expect((await caller.chat()).status).toBe(503)
  await admin.getByRole('button', { name: 'Undo' }).click()
  await expect(admin.getByText('It is as before.')).toBeVisible()
  await expect.poll(async () => (await caller.chat()).status).toBe(200)

  await openPage(admin, '/services/groq?tab=rules')
  const rule = admin.getByRole('group', { name: 'Rule 1' })
  for (const [name, status] of [
    ['tea', '418'],
    ['coffee', '419'],
  ] as const) {
    if ((await rule.count()) === 0) await admin.getByRole('button', { name: 'Add a rule' }).click()
    await rule.getByLabel('Name', { exact: true }).fill(name)
    await rule.getByLabel('Status').fill(status)
    await admin.getByRole('button', { name: 'Save the rules' }).click()
    await expect(admin.getByText('The rules of Groq are in force.')).toHaveCount(status === '418' ? 1 : 2)
  }
  await admin.getByRole('button', { name: 'Undo' }).last().click()
  await expect(rule.getByLabel('Name', { exact: true })).toHaveValue('tea')

  await tellAdmin(keywheel, '/api/admin/tokens', { name: 'batch' })
  await openPage(admin, '/tokens')
  await admin.getByRole('button', { name: 'Revoke batch' }).click()
  await admin.getByRole('dialog', { name: 'Revoke batch?' }).getByRole('button', { name: 'Revoke' }).click()
  await expect(admin.getByText('batch is revoked.')).toBeVisible()
  await openPage(admin, '/audit')
  await admin.getByRole('button', { name: 'Undo: Revoked token batch' }).click()
  await expect(admin.getByText('Undid: Revoked token')).toBeVisible()
  await openPage(admin, '/tokens')
  await expect(admin.getByRole('row', { name: /batch/ })).toBeVisible()
})

test('a channel that was paused or removed, and what an AI task asks, are as before', async ({ admin, keywheel }) => {
  const target = { kind: 'slack', url: 'https://hooks.example/canary' }
  await tellAdmin(keywheel, '/api/admin/alerts/channels', { name: 'Room', target })
  await openPage(admin, '/alerts/channels')
  const row = admin.getByRole('list', { name: 'Channels of alerts' }).getByRole('listitem').filter({ hasText: 'Room' })
  const undo = admin.getByRole('button', { name: 'Undo' })
  await chooseOf(admin, 'More of Room', 'Pause')
  await expect(admin.getByText('Room is paused.')).toBeVisible()
  await expect(row).toContainText('paused')
  await undo.click()
  await expect(admin.getByText('It is as before.')).toBeVisible()
  await expect(row).not.toContainText('paused')
  await chooseOf(admin, 'More of Room', 'Remove')
  await admin.getByRole('dialog', { name: 'Remove Room?' }).getByRole('button', { name: 'Remove' }).click()
  await expect(admin.getByText('Removed Room.')).toBeVisible()
  await expect(row).toBeHidden()
  await undo.click()
  await expect(row).toBeVisible()

  await openPage(admin, '/settings')
  const task = admin.getByRole('row', { name: /^Cover letter/ })
  const before = await task.textContent()
  await task.getByRole('button', { name: /^Change what/ }).click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Model' }).first().fill('another-model')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(task).toContainText('another-model')
  await undo.click()
  await expect(task).toHaveText(before ?? '')
  await openPage(admin, '/audit')
  await expect(admin.getByText('Changed what an AI task asks: Cover letter').first()).toBeVisible()
})

test('an undo over what another has changed since is refused, and says so', async ({ admin, keywheel }) => {
  await admin.getByRole('button', { name: 'Switch off' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click()
  await expect(admin.getByText('Groq is switched off.')).toBeVisible()
  for (const deed of ['enable', 'disable']) await tellAdmin(keywheel, `/api/admin/services/groq/${deed}`, {})
  await admin.getByRole('button', { name: 'Undo' }).click()
  await expect(admin.getByText('Groq was changed since. Nothing was undone.')).toBeVisible()
})

async function chooseOf(page: Page, menu: string, entry: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

async function choose(page: Page, key: string, entry: RegExp): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${key}`, exact: true }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}
