import { expect, test } from 'vitest'
import { DEFAULT_ALERT_RULES } from '@/lib/engine/alert-rules'
import type { AlertChannel } from '@/lib/store/alert-channels'
import { deadChannels } from './dead-channels'

const CHANNEL: AlertChannel = {
  ...{ id: 'c1', name: 'room', kind: 'slack', isEnabled: true, sealed: null, services: null, codes: null },
  settings: { via: 'slack', origin: 'https://hooks.example', allowsPrivate: false },
  ...{ locale: 'en', zone: 'UTC', triedAt: null, trouble: null, restsUntil: null, createdAt: 0, updatedAt: 0 },
}
const SERVICES = new Map([
  ['groq', { label: 'Groq', keyCount: 2 }],
  ['resend', { label: 'Resend', keyCount: 0 }],
])
const found = (channels: readonly Partial<AlertChannel>[], off: typeof DEFAULT_ALERT_RULES.off = []) =>
  deadChannels({
    channels: channels.map(channel => ({ ...CHANNEL, ...channel })),
    services: SERVICES,
    rulesOf: () => ({ ...DEFAULT_ALERT_RULES, off }),
  }).map(({ code, values }) => [code, values.channel ?? values.conditions])

test('without any channel nothing is wrong, and neither with one that hears all', () => {
  expect(found([])).toEqual([])
  expect(found([{}])).toEqual([])
})

test('channels that are all paused tell nobody', () => {
  expect(found([{ isEnabled: false }])).toEqual([['alerts-without-channel', undefined]])
})

test('a channel of services without keys, of conditions that are off, or of mail without a key is dead', () => {
  expect(found([{}, { name: 'a', services: ['resend'] }])).toEqual([['channel-without-services', 'a']])
  expect(found([{}, { name: 'b', codes: ['few-healthy'] }], ['few-healthy'])).toEqual([
    ['channel-without-conditions', 'b'],
  ])
  const settings = { via: 'resend' as const, from: 'a@mail.example', to: ['b@mail.example'] }
  expect(found([{}, { name: 'c', kind: 'email', settings }])).toEqual([['channel-without-mail-key', 'c']])
})

test('conditions that are on and that no channel tells of are named', () => {
  expect(
    found([{ codes: ['exhausted', 'circuit-open', 'key-rejected', 'key-suspended', 'out-of-credit', 'usage-high'] }]),
  ).toEqual([['conditions-without-channel', 'repeated-failures few-healthy']])
})
