import { expect, test } from 'vitest'
import { openStore } from './client'
import { startDatabases } from './databases.fixture'
import { byTicket, redeemed } from './long-text'

test('a ticket stands for its text while it is sent, and for nothing after', async () => {
  const ticket = await byTicket('the text', async sent => {
    expect(sent).not.toContain('the text')
    expect(redeemed([sent, 7, null, 'other'])).toEqual(['the text', 7, null, 'other'])
    return sent
  })
  expect(() => redeemed([ticket])).toThrow('after its time')
})

test('a text that failed to be sent is forgotten too', async () => {
  let ticket = ''
  const sending = byTicket('the text', async sent => {
    ticket = sent
    throw new Error('refused')
  })
  await expect(sending).rejects.toThrow('refused')
  expect(() => redeemed([ticket])).toThrow()
})

test('a long text arrives outside a transaction too', async () => {
  const databases = await startDatabases('sqlite')
  const store = await openStore({ url: await databases.create(), now: () => 0 })
  const sql = `INSERT INTO settings (name, value, updated_at) SELECT 'long', ?, 0`
  expect(await store.insert(sql, 'the text')).toBe(1)
  expect(await store.db.setting.findMany()).toMatchObject([{ value: 'the text' }])
  await store.close()
  await databases.stop()
})
