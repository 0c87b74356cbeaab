import { expect, groqKeys, test } from './fixtures'
import { statusOf } from './history'
import { openPage } from './page-state'

const [first] = groqKeys(2)

test('an alert is raised, acknowledged, and resolved by what mends it', async ({
  admin,
  caller,
  simulator,
  keywheel,
}) => {
  simulator.fault({ service: 'groq', secret: first?.secret, kind: 'bad-key' })
  await openPage(admin, '/alerts')
  await caller.chats(4)
  const rejected = admin.getByRole('listitem').filter({ hasText: 'was rejected and needs your review' })
  await expect(rejected).toBeVisible()
  await rejected.getByRole('button', { name: /^Acknowledge: Key rejected/ }).click()
  await expect(rejected).toBeHidden()
  await admin.getByRole('tab', { name: /^Acknowledged/ }).click()
  await expect(rejected).toContainText('acknowledged by')
  simulator.clearFaults()
  const key = (await statusOf(keywheel)).services.groq?.keys.find(({ status }) => status === 'rejected')
  await openPage(admin, `/keys/${key?.id}`)
  await admin.getByRole('button', { name: /^Reset/ }).click()
  await admin
    .getByRole('dialog')
    .getByRole('button', { name: /^Reset/ })
    .click()
  await openPage(admin, '/alerts?state=resolved')
  await expect(rejected).toContainText('over since')
})

test('an alert that is snoozed is out of sight until it is woken', async ({ admin, caller, simulator }) => {
  simulator.fault({ service: 'groq', secret: first?.secret, kind: 'bad-key' })
  await caller.chats(4)
  await openPage(admin, '/alerts')
  const rejected = admin.getByRole('listitem').filter({ hasText: 'was rejected and needs your review' })
  await rejected.getByRole('button', { name: /^Snooze: Key rejected/ }).click()
  await admin.getByRole('menuitem', { name: 'For 1 hour' }).click()
  await expect(admin.getByText(/is snoozed\.$/)).toBeVisible()
  await expect(rejected).toBeHidden()
  await admin.getByRole('button', { name: 'Undo' }).click()
  await expect(rejected).toBeVisible()
  await rejected.getByRole('button', { name: /^Snooze: Key rejected/ }).click()
  await admin.getByRole('menuitem', { name: 'For 1 hour' }).click()
  await expect(rejected).toBeHidden()
  await admin.getByRole('tab', { name: /^Snoozed/ }).click()
  await expect(rejected).toContainText('snoozed until')
  await rejected.getByRole('button', { name: /^End the snooze/ }).click()
  await expect(rejected).toBeHidden()
  await admin.getByRole('tab', { name: /^Open/ }).click()
  await expect(rejected).toBeVisible()
})
