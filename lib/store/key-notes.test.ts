import { describe, expect, it } from 'vitest'
import { addKeys } from './add-keys'
import { removeKey } from './change-keys'
import { openEach } from './databases.fixture'
import { listKeyNames } from './key-names'
import { readAllKeyNotes, readKeyNotes } from './key-notes'
import { newKeyOf } from './rows.fixture'
import type { Store } from './session'

describe.each(['sqlite', 'postgres'] as const)('notes of keys on %s', dialect => {
  let store: Store
  openEach(dialect, opened => {
    store = opened
  })

  it('are read of all keys in sight that have any', async () => {
    expect(await readAllKeyNotes(store)).toEqual(new Map())
    await addKeys(store, [
      newKeyOf({ id: 'k1' }, { labels: ['prod', 'Şəki "7"'] }),
      newKeyOf({ id: 'k2' }, { note: 'for the night' }),
      newKeyOf({ id: 'k3' }),
      newKeyOf({ id: 'k4' }, { note: 'gone' }),
    ])
    await removeKey(store, 'k4')
    expect(await readAllKeyNotes(store)).toEqual(
      new Map([
        ['k1', { labels: ['prod', 'Şəki "7"'], note: null }],
        ['k2', { labels: [], note: 'for the night' }],
      ]),
    )
  })

  it('are read of the keys that are asked for, one answer each', async () => {
    await addKeys(store, [newKeyOf({ id: 'k1' }, { labels: ['prod'] }), newKeyOf({ id: 'k2' })])
    const nothing = { labels: [], note: null }
    expect(await readKeyNotes(store, ['k2', 'k1', 'k9'])).toEqual(
      new Map([
        ['k2', nothing],
        ['k1', { labels: ['prod'], note: null }],
        ['k9', nothing],
      ]),
    )
    expect(await readKeyNotes(store, [])).toEqual(new Map())
  })

  it('name every key, or those of one service, removed ones included', async () => {
    const keys = [
      newKeyOf({ id: 'a', service: 'groq', name: 'one' }),
      newKeyOf({ id: 'b', service: 'gemini', name: 'two' }),
    ]
    await addKeys(store, keys)
    await removeKey(store, 'a')
    expect((await listKeyNames(store, null)).sort()).toEqual([
      ['gemini', 'two'],
      ['groq', 'one'],
    ])
    expect(await listKeyNames(store, 'groq')).toEqual([['groq', 'one']])
    expect(await listKeyNames(store, 'resend')).toEqual([])
  })
})
