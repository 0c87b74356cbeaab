import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pdfOf } from '@/lib/ai/files.fixture'
import { pdfReader } from './pdf-reader'

/** A build of the thread, below the project so that it finds its packages. */
let folder: string

beforeAll(async () => {
  mkdirSync('dist', { recursive: true })
  folder = mkdtempSync(resolve('dist/pdf-reader-test-'))
  await build({
    entryPoints: { 'pdf-worker': 'lib/server/pdf-worker.ts' },
    outdir: join(folder, 'dist'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
})
afterAll(() => rmSync(folder, { recursive: true }))

const profile = pdfOf([['Ada Sample'], ['Sample Bank']])

test('a PDF is read in a thread of its own as in this one', async () => {
  expect(await pdfReader(folder)('a.pdf', profile)).toBe('Ada Sample\nSample Bank\n')
  expect(await pdfReader('nowhere')('a.pdf', profile)).toBe('Ada Sample\nSample Bank\n')
})

test('one that takes too long is left, and a bad one is named', async () => {
  await expect(pdfReader(folder, 1)('a.pdf', profile)).rejects.toMatchObject({
    trouble: { kind: 'too-slow', file: 'a.pdf' },
  })
  const locked = pdfOf([['x']], { isLocked: true })
  await expect(pdfReader(folder)('b.pdf', locked)).rejects.toMatchObject({ trouble: { kind: 'encrypted' } })
  await expect(pdfReader(folder)('c.pdf', Buffer.from('%PDF'))).rejects.toMatchObject({
    trouble: { kind: 'malformed' },
  })
})
