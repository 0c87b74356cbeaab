import { afterEach, beforeEach, expect, test } from 'vitest'
import { type NewChannelInput, newChannelSchema } from '@/lib/contract/alert-channels'
import { changeAlertRulesSchema } from '@/lib/contract/alert-rules'
import { findChannel } from '@/lib/store/alert-channels'
import { listAudit } from '@/lib/store/audit'
import { addChannel, changeChannel, listChannels, removeChannel } from './alert-channels'
import { alertRules, alertRulesInForce, changeAlertRules } from './alert-rules'
import { openSecrets } from './channel-secret'
import { perform } from './context'
import { openWorld, VIEWER } from './control.fixture'

type World = Awaited<ReturnType<typeof openWorld>>
let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const HOOK = { kind: 'webhook' as const, url: 'https://hooks.example/canary-path', secret: 'canary-signing-secret' }
const SMTP = {
  ...{ kind: 'email' as const, via: 'smtp' as const, from: 'a@mail.example', to: ['b@mail.example'] },
  ...{ host: 'mail.example', port: 465, security: 'tls' as const, username: 'ada', password: 'canary-password' },
}
const add = async (input: Partial<NewChannelInput> = {}) =>
  perform(addChannel, newChannelSchema, world.context(), { name: 'room', target: HOOK, ...input })
const change = (input: object) => changeChannel({ ctx: world.context(), input: input as never })
const secretsOf = async (id: string) => {
  const channel = await findChannel(world.store, id)
  if (!channel) throw new Error('it is gone')
  return openSecrets(world.masterKey, channel)
}

test('no answer and no audit entry holds a secret of a channel', async () => {
  const { id } = await add()
  await add({ name: 'mail', target: SMTP })
  await change({ channelId: id, target: { ...HOOK, allowsPrivate: true, secret: 'canary-another-secret' } })
  const told = [await listChannels({ ctx: world.context() }), await listAudit(world.store, { limit: 9 })]
  expect(JSON.stringify(told)).toContain('https://hooks.example')
  expect(JSON.stringify(told)).not.toContain('canary')
  const [entry] = await listAudit(world.store, { verb: 'changeChannel', limit: 1 })
  expect(entry?.detail).toMatchObject({ name: 'room', after: { allowsPrivate: true, secretReplaced: true } })
})

test('secrets that are not given stay; a password does not follow to another server', async () => {
  const hook = await add()
  await change({ channelId: hook.id, name: 'other', target: { kind: 'webhook', allowsPrivate: true } })
  expect(await secretsOf(hook.id)).toEqual({ url: HOOK.url, secret: HOOK.secret })
  const mail = await add({ name: 'mail', target: SMTP })
  const { password: _, ...kept } = SMTP
  await change({ channelId: mail.id, target: { ...kept, to: ['c@mail.example'], allowsPrivate: false } })
  expect(await secretsOf(mail.id)).toEqual({ password: SMTP.password })
  await expect(
    change({ channelId: mail.id, target: { ...kept, host: 'evil.example', allowsPrivate: false } }),
  ).rejects.toThrow('target.password: wanted the password')
})

test.each([
  ['an empty secret', { target: { ...HOOK, secret: '' } }, 'target.secret'],
  ['a short secret', { target: { ...HOOK, secret: 'short' } }, 'target.secret'],
  ['no secret', { target: { kind: 'webhook', url: HOOK.url } }, 'target.secret'],
  ['no address', { target: { kind: 'slack' } }, 'target.url'],
  ['a file', { target: { kind: 'slack', url: 'file:///etc/passwd' } }, 'target.url'],
  ['an address with a user', { target: { kind: 'slack', url: 'https://a:b@hooks.example' } }, 'target.url'],
  ['nobody to write to', { target: { ...SMTP, to: [] } }, 'target.to'],
  ['a header in the sender', { target: { ...SMTP, from: 'a@mail.example\r\nBcc: x@y.example' } }, 'target.from'],
  ['a password in the clear', { target: { ...SMTP, security: 'none' } }, 'encryption'],
  ['an unknown zone', { zone: 'Mars/Olympus' }, 'zone'],
  ['an unknown service', { services: ['nowhere'] }, 'nowhere'],
])('%s is refused, and nothing is kept', async (_, input, sentence) => {
  await expect(add(input as Partial<NewChannelInput>)).rejects.toThrow(sentence)
  expect((await listChannels({ ctx: world.context() })).channels).toEqual([])
})

test('a viewer sees channels and rules, and changes neither', async () => {
  const { id } = await add()
  const viewer = world.context(VIEWER)
  expect((await listChannels({ ctx: viewer })).channels).toHaveLength(1)
  expect((await alertRules({ ctx: viewer })).defaults.usageRatio).toBe(0.8)
  const make = async () => perform(addChannel, newChannelSchema, viewer, { name: 'x', target: HOOK })
  await expect(make()).rejects.toThrow('Only an admin')
  await expect(removeChannel({ ctx: viewer, input: { channelId: id } })).rejects.toThrow('Only an admin')
  const input = { service: 'groq', usageRatio: 0.5 }
  await expect(perform(changeAlertRules, changeAlertRulesSchema, viewer, input)).rejects.toThrow('Only an admin')
})

test('rules are changed field by field, audited, and go back to what every service has', async () => {
  const set = async (input: object) => perform(changeAlertRules, changeAlertRulesSchema, world.context(), input)
  await set({ service: 'groq', usageRatio: 0.5, off: ['few-healthy'] })
  await set({ service: 'groq', failureCount: 5 })
  const rulesOf = await alertRulesInForce(world.store)
  expect(rulesOf('groq')).toMatchObject({ usageRatio: 0.5, failureCount: 5, healthyShare: 0.5, off: ['few-healthy'] })
  expect(rulesOf('resend')).toMatchObject({ usageRatio: 0.8, off: [] })
  const answer = await set({ service: 'groq', usageRatio: null, off: null })
  expect(answer).toMatchObject({ changed: ['failureCount'], rules: { usageRatio: 0.8, off: [] } })
  await expect(set({ service: 'groq', usageRatio: 1.5 })).rejects.toThrow('usageRatio')
  await expect(set({ service: 'groq' })).rejects.toThrow('wanted something to change')
  const [entry] = await listAudit(world.store, { verb: 'changeAlertRules', limit: 1 })
  expect(entry?.detail).toMatchObject({ service: 'groq', before: { usageRatio: 0.5 }, after: { usageRatio: 0.8 } })
})
