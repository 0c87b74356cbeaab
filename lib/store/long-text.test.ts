import { expect, test } from 'vitest'
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
