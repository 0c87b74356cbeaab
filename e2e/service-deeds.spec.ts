import { serious } from './axe'
import { expect, groqKeys, test } from './fixtures'
import { openPage } from './page-state'
import { addGroqKey } from './seed'

test.use({ pool: { keys: groqKeys(3) } })

test('a policy says what an edit would do to the traffic, and a saved one can be undone', async ({
  admin,
  keywheel,
  simulator,
}) => {
  await addGroqKey(keywheel, simulator, 'backup', { priority: 9 })
  await openPage(admin, '/services/groq?tab=policy')
  const preview = admin.getByRole('region', { name: 'Who gets the traffic' })
  const save = admin.getByRole('button', { name: 'Save' })
  await expect(preview.getByRole('listitem')).toHaveCount(4)
  await admin.getByRole('textbox', { name: 'Wait for a key when all rest' }).fill('a while')
  await admin.keyboard.press('Tab')
  await expect(admin.getByText('Enter a span such as 90 s or 5 min')).toBeVisible()
  await admin.getByRole('textbox', { name: 'Wait for a key when all rest' }).fill('2 s')
  await admin.getByRole('radio', { name: /^fallback chain/ }).check()
  await expect(preview).toContainText(/Traffic to backup falls from 25\s?% to 0\s?%/)
  await expect(admin.getByText('2 changes not saved')).toBeVisible()
  await save.click()
  await expect(admin.getByText('The policy of Groq is in force.')).toBeVisible()
  await expect(admin.getByText('2 fields changed')).toBeVisible()
  await admin.getByRole('button', { name: 'Undo' }).click()
  await expect(admin.getByText('as it came', { exact: true })).toBeVisible()
  await expect(admin.getByRole('radio', { name: /^round robin/ })).toBeChecked()
})

test('many keys at once, a secret rolled over, and every dialog on the way is sound to axe', async ({
  admin,
  keywheel,
  simulator,
}) => {
  await addGroqKey(keywheel, simulator, 'team-a')
  await openPage(admin, '/services/groq')
  const found: string[] = []
  const dialog = admin.getByRole('dialog')
  const look = async (name: string | RegExp) => {
    await expect(admin.getByRole('dialog', { name })).toBeVisible()
    await expect(dialog.getByLabel('Playing the traffic')).toHaveCount(0)
    found.push(...(await serious(admin, String(name))))
  }
  const close = async () => {
    await admin.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  }
  await admin.getByRole('checkbox', { name: 'Select GROQ_API_KEY_2' }).check()
  await admin.getByRole('checkbox', { name: 'Select GROQ_API_KEY_3' }).check()
  const bar = admin.getByRole('region', { name: 'What to do with the selected keys' })
  await bar.getByRole('button', { name: 'Change…' }).click()
  await look('Change 2 keys')
  await close()
  await bar.getByRole('button', { name: 'Pause' }).click()
  await look('Pause 2 keys?')
  await expect(dialog).toContainText('2 keys change:')
  await dialog.getByRole('button', { name: 'Pause them' }).click()
  await expect(admin.getByRole('row').filter({ hasText: 'Paused' })).toHaveCount(2)
  await admin.getByRole('button', { name: 'Undo' }).click()
  await expect(admin.getByRole('row').filter({ hasText: 'Paused' })).toHaveCount(0)

  const choose = async (item: RegExp) => {
    await admin.getByRole('button', { name: 'Actions for team-a' }).click()
    await admin.getByRole('menuitem', { name: item }).click()
  }
  for (const [item, name] of [
    [/^Edit/, 'Edit team-a'],
    [/^Remove/, 'Remove team-a?'],
    [/^Reset/, /^Reset/],
  ] as const) {
    await choose(item)
    await look(name)
    await close()
  }
  const secret = `gsk_${'Rolled'.padEnd(52, 'Canary')}`
  simulator.setKey({ service: 'groq', secret })
  await choose(/^Roll over/)
  await look('New secret for team-a')
  await dialog.getByLabel('New secret', { exact: true }).fill(secret)
  await dialog.getByRole('button', { name: 'Replace the secret' }).click()
  await expect(admin.getByText(/team-a has a new secret \(gsk_/)).toBeVisible()
  await choose(/^Test/)
  await expect(dialog).toContainText('The upstream knows this key')
  await look(/team-a/)
  expect(found).toEqual([])
})
