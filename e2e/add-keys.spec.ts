import { expect, test } from './fixtures'
import { openPage } from './page-state'

const secretOf = (name: string) => `gsk_${name.padEnd(52, 'Canary')}`

test('one key is added by a form, and serves', async ({ admin, caller, simulator }) => {
  const apiKey = secretOf('one')
  simulator.setKey({ service: 'groq', secret: apiKey })
  await openPage(admin, '/keys/add?service=groq')
  await admin.getByRole('button', { name: 'Add key', exact: true }).click()
  await expect(admin.getByRole('textbox', { name: 'Key', exact: true })).toHaveAccessibleDescription(/.+/)
  await admin.getByRole('textbox', { name: 'Key', exact: true }).fill(apiKey)
  await admin.getByRole('textbox', { name: 'Name', exact: true }).fill('team-a')
  await admin.getByRole('button', { name: 'Add key', exact: true }).click()
  await expect(admin.getByText('team-a was added').first()).toBeVisible()
  expect(await admin.content()).not.toContain(apiKey)
  await caller.chats(4)
  expect(simulator.seen({ service: 'groq', secret: apiKey }).length).toBeGreaterThan(0)
})

test('many keys are pasted, previewed, tested and imported, and the import is undone', async ({
  admin,
  simulator,
  keys,
}) => {
  for (const name of ['a', 'b']) simulator.setKey({ service: 'groq', secret: secretOf(name) })
  await openPage(admin, '/keys/add')
  await admin.getByRole('radiogroup', { name: 'How to add' }).getByText('Many keys').click()
  const lines = [secretOf('a'), secretOf('b'), secretOf('dead'), keys[0]?.secret, secretOf('a'), '???']
  await admin.getByRole('textbox', { name: 'Keys' }).fill(lines.join('\n'))
  await admin.getByRole('button', { name: 'Preview' }).click()
  await expect(admin.getByRole('row', { name: /Kept already as GROQ_API_KEY/ })).toBeVisible()
  await expect(admin.getByRole('row', { name: /Same as an earlier line/ })).toBeVisible()
  await expect(admin.getByRole('row', { name: /New/ })).toHaveCount(3)
  await admin.getByRole('button', { name: 'Test 3 keys' }).click()
  await expect(admin.getByText('2 known upstream · 1 rejected · 0 unclear')).toBeVisible()
  await admin.getByRole('button', { name: 'Leave out rejected keys' }).click()
  await admin.getByRole('button', { name: 'Import 2 keys' }).click()
  await expect(admin.getByText('2 keys were imported')).toBeVisible()
  await admin.getByRole('button', { name: 'Undo the import' }).click()
  await expect(admin.getByText(/The import was undone/)).toBeVisible()
  await openPage(admin, '/services/groq')
  await expect(admin.getByRole('row', { name: /GROQ_API_KEY/ })).toHaveCount(2)
})
