import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attemptRow, attemptRows } from '@/lib/store/attempt-row'
import { listAttempts } from '@/lib/store/attempts'
import { openStore } from '@/lib/store/client'
import { attemptOf } from '@/lib/store/rows.fixture'
import type { Store } from '@/lib/store/session'
import { type Ledger, ledgerApart } from './ledger'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'keywheel-ledger-'))
const url = `file:${join(folder, 'keywheel.db')}`
let built = ''
let store: Store
let ledger: Ledger

beforeAll(async () => {
  // among the packages, so that the thread finds them as the real build does
  built = mkdtempSync(join(ROOT, 'node_modules', '.keywheel-ledger-'))
  await build({
    entryPoints: [join(ROOT, 'lib/server/ledger-worker.ts')],
    outfile: join(built, 'dist/ledger-worker.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: { '@': ROOT },
  })
  writeFileSync(join(built, 'package.json'), '{"type":"module"}')
  store = await openStore({ url, now: Date.now })
  const apart = ledgerApart(url, built)
  if (apart === null) throw new Error('the build was not found')
  ledger = apart
})

afterAll(async () => {
  await ledger.close()
  await store.close()
  rmSync(built, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
})

const batchOf = (id: string) => {
  const row = attemptRow({ attempt: attemptOf({ id }), day: null })
  return { attempts: attemptRows([row]), keys: [], accounts: [] }
}
const written = async () => (await listAttempts(store, { limit: 99 })).map(({ id }) => id).sort()

test('the thread writes what it is handed, once', async () => {
  await ledger.append(batchOf('one.1'))
  await ledger.append(batchOf('one.1'))
  expect(await written()).toEqual(['one.1'])
})

test('a refused batch is told, and the next is written', async () => {
  await expect(ledger.append({ ...batchOf('two.1'), attempts: '[[null]]' })).rejects.toThrow()
  await ledger.append(batchOf('three.1'))
  expect(await written()).toEqual(['one.1', 'three.1'])
})

test('a thread that ended is started again', async () => {
  await ledger.close()
  await ledger.append(batchOf('four.1'))
  expect(await written()).toContain('four.1')
})

test('without a build there is no thread', () => {
  expect(ledgerApart(url, folder)).toBeNull()
})
