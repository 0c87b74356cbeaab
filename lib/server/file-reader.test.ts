import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pdfOf, zipOf } from '@/lib/ai/files.fixture'
import { fileReader } from './file-reader'
import { buildFileWorker } from './file-worker.fixture'

let folder: string

beforeAll(async () => {
  folder = await buildFileWorker()
})
afterAll(() => rmSync(folder, { recursive: true }))

const profile = { name: 'a.pdf', bytes: pdfOf([['Ada Sample'], ['Sample Bank']]) }
const trouble = (kind: string, file: string) => ({ trouble: { kind, file } })

test('files are read in a thread of their own', async () => {
  const skills = { name: 'Skills.csv', bytes: Buffer.from('Name\nNode.js\n') }
  expect(await fileReader(folder)([profile, skills])).toEqual({
    texts: ['Ada Sample\nSample Bank\n'],
    sheets: { skills: [{ name: 'Node.js' }] },
  })
})

test('what takes too long or too much memory is left, a bad one is named, and nothing is read here', async () => {
  await expect(fileReader(folder, { readingMaxMs: 1 })([profile])).rejects.toMatchObject(trouble('too-slow', 'a.pdf'))
  const large = fileReader(folder, { growthMaxBytes: -1 })([profile])
  await expect(large).rejects.toMatchObject(trouble('too-large', 'a.pdf'))
  const locked = { name: 'b.pdf', bytes: pdfOf([['x']], { isLocked: true }) }
  await expect(fileReader(folder)([profile, locked])).rejects.toMatchObject(trouble('encrypted', 'b.pdf'))
  const broken = { name: 'c.pdf', bytes: Buffer.from('%PDF') }
  await expect(fileReader(folder)([broken])).rejects.toMatchObject(trouble('malformed', 'c.pdf'))
  await expect(fileReader('nowhere')([profile])).rejects.toMatchObject(trouble('no-reader', 'a.pdf'))
})

test('more requests than may wait are told so, and the server goes on while one reads', async () => {
  const wide = Array.from({ length: 4 }, (_, at) => ({
    name: `${at}/Positions.csv`,
    text: `${','.repeat(8000)}\n`.repeat(240),
  }))
  const bomb = { name: 'a.zip', bytes: zipOf(wide) }
  let longestMs = 0
  let seenAt = performance.now()
  const beat = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - seenAt)
    seenAt = performance.now()
  }, 10)
  const read = fileReader(folder)
  const ends = await Promise.allSettled(Array.from({ length: 12 }, () => read([bomb])))
  clearInterval(beat)
  const kinds = ends.map(end => (end.status === 'rejected' ? end.reason.trouble.kind : end.status))
  expect(kinds.filter(kind => kind === 'busy')).toHaveLength(3)
  expect(kinds.filter(kind => kind === 'too-large')).toHaveLength(9)
  expect(longestMs).toBeLessThan(2000)
})
