import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { previewKeysSchema } from '@/lib/contract/key-preview'
import { plainKeyText } from '@/lib/contract/key-text'
import { newKey, openWorld, secretOf, VIEWER, type World } from './control.fixture'
import { previewKeys } from './key-preview'
import { removeKey } from './key-switches'
import { addKey } from './keys'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const preview = (text: string, more: Record<string, unknown> = {}) => {
  return previewKeys({ ctx: world.context(), input: previewKeysSchema.parse({ text, ...more }) })
}
const GEMINI = `AIza${'canary0'.repeat(5)}`

describe('a preview', () => {
  test('tells new, known, removed and repeated keys apart, and never gives a secret back', async () => {
    const ctx = world.context()
    await addKey({ ctx, input: newKey('kept') })
    const gone = await addKey({ ctx, input: newKey('gone') })
    await removeKey({ ctx, input: { keyId: gone.id } })
    const lines = [secretOf('fresh'), secretOf('kept'), secretOf('gone'), secretOf('fresh'), GEMINI]
    const { format, rows, remarks } = await preview(lines.join('\n'))
    expect([format, remarks]).toEqual(['csv', []])
    expect(rows.map(({ state, service }) => [state, service])).toEqual([
      ['new', 'groq'],
      ['known', 'groq'],
      ['removed', 'groq'],
      ['repeated', 'groq'],
      ['new', 'gemini'],
    ])
    expect(rows[1]?.known?.name).toBe('kept')
    expect(rows.every(row => row.isGuessed)).toBe(true)
    expect(JSON.stringify(rows)).not.toContain('canary')
  })

  test.each([
    ['a list', `${secretOf('a')}\r\n${secretOf('b')}`],
    ['.env', `\uFEFFGROQ_API_KEY=${secretOf('a')}\nexport OTHER_API_KEY="${secretOf('b')}"`],
    ['JSON', JSON.stringify([{ name: 'x', apiKey: secretOf('a') }, { apiKey: secretOf('b') }], null, 2)],
    ['CSV', `name;apiKey;priority\nx;${secretOf('a')};2\ny;"${secretOf('b')}";3`],
  ])('says where each secret of %s stands in the text', async (_, text) => {
    const { rows } = await preview(text)
    const plain = plainKeyText(text)
    expect(rows.map(({ span }) => span && plain.slice(...span))).toEqual([secretOf('a'), secretOf('b')])
    expect(rows.map(({ state }) => state)).toEqual(['new', 'new'])
  })

  test('asks whose a key is that nothing tells, and takes a person’s word for one row and for all', async () => {
    const text = 'plain-secret-one\nplain-secret-two'
    expect((await preview(text)).rows.map(({ state }) => state)).toEqual(['no-service', 'no-service'])
    const { rows } = await preview(text, { service: 'openai', services: { 2: 'anthropic' } })
    expect(rows.map(({ service, name, isUnusual, isGuessed }) => [service, name, isUnusual, isGuessed])).toEqual([
      ['openai', 'openai-1', true, false],
      ['anthropic', 'anthropic-1', true, false],
    ])
  })

  test('names rows by numbers that are free', async () => {
    await addKey({ ctx: world.context(), input: newKey('groq-2') })
    const { rows } = await preview(`${secretOf('a')}\n${secretOf('b')}`)
    expect(rows.map(({ name }) => name)).toEqual(['groq-1', 'groq-3'])
  })

  test('says what is wrong with a row, by field, and goes on', async () => {
    const { rows, remarks } = await preview(`apiKey,priority,extra\n${secretOf('a')},0\n${secretOf('b')},2\n,3`)
    expect(rows[0]).toMatchObject({ state: 'malformed', issues: [{ path: ['priority'] }] })
    expect(rows[1]).toMatchObject({ state: 'new', settings: { priority: 2 } })
    expect(remarks).toEqual([{ line: 4, code: 'blank' }])
    expect((await preview('[{"apiKey": ')).remarks).toEqual([{ line: 1, code: 'bad-json' }])
  })

  test('is not for viewers', async () => {
    const ctx = world.context(VIEWER)
    const input = previewKeysSchema.parse({ text: secretOf('a') })
    await expect(previewKeys({ ctx, input })).rejects.toMatchObject({ code: 'not-allowed' })
  })

  test('of ten thousand keys comes within seconds', async () => {
    const text = Array.from({ length: 10_000 }, (_, index) => secretOf(`k${index}x`)).join('\n')
    const startedAt = performance.now()
    expect((await preview(text)).rows).toHaveLength(10_000)
    expect(performance.now() - startedAt).toBeLessThan(5000)
  })
})
