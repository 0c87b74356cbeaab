import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { addKeys } from './add-keys'
import { openStore } from './client'
import { type Databases, startDatabases } from './databases.fixture'
import { NOW, newKeyOf } from './rows.fixture'
import { countSealed, listSealedOtherwise, replaceSealed, SEALED_COLUMNS } from './sealed-columns'

test('every column of bytes is known as sealed, so that a new master key reaches it', () => {
  const schema = readFileSync(resolve(import.meta.dirname, '../../prisma/schema.prisma'), 'utf8')
  const found = [...schema.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)].flatMap(([, body = '']) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1]
    return [...body.matchAll(/^\s+(\w+)\s+Bytes\b.*$/gm)].map(([line, name = '']) => ({
      table,
      column: /@map\("(\w+)"\)/.exec(line)?.[1] ?? name,
    }))
  })
  expect(found).toEqual(SEALED_COLUMNS)
})

describe.each(['sqlite', 'postgres'] as const)('on %s', dialect => {
  let databases: Databases
  beforeAll(async () => {
    databases = await startDatabases(dialect)
  })
  afterAll(() => databases.stop())

  it('what is sealed under another version is found page by page, and replaced unless it changed', async () => {
    const store = await openStore({ url: await databases.create(), now: () => NOW })
    const sealedUnder = (version: number) => new Uint8Array([1, version, 0xab, 0x00])
    const key = (id: string, version: number) =>
      newKeyOf({ id, name: id }, { sealed: sealedUnder(version), fingerprint: id })
    await addKeys(store, [key('a', 1), key('b', 1), key('c', 2), key('d', 1)])
    const [column] = SEALED_COLUMNS
    expect(await countSealed(store, column)).toBe(4)
    const page = await listSealedOtherwise(store, column, 2, '', 2)
    expect(page.map(({ id }) => id)).toEqual(['a', 'b'])
    expect((await listSealedOtherwise(store, column, 2, 'b', 2)).map(({ id }) => id)).toEqual(['d'])
    const [a, b] = page
    if (!a || !b) throw new Error('two rows')
    expect(a.sealed).toEqual(sealedUnder(1))
    expect(await replaceSealed(store, column, a, sealedUnder(2))).toBe(true)
    expect(await replaceSealed(store, column, { ...b, sealed: sealedUnder(7) }, sealedUnder(2))).toBe(false)
    expect((await listSealedOtherwise(store, column, 2, '', 9)).map(({ id }) => id)).toEqual(['b', 'd'])
    await store.close()
  })
})
