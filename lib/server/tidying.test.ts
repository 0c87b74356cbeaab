import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForgetting } from './tidying.fixture'

const LIMIT_MS = 30_000

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keywheel-tidying-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('stopped while it forgets what is old, a program leaves that to the next before its database closes', async () => {
  const close = await openForgetting(folder)
  expect(await close()).toEqual({ wasLeft: true, lines: [] })
})

test(
  'so does one that comes to its own end',
  async () => {
    const program = ['--import', 'tsx', join(import.meta.dirname, 'tidying.fixture.ts'), folder]
    const { stdout } = await promisify(execFile)(process.execPath, program, { timeout: LIMIT_MS })
    expect(JSON.parse(stdout)).toEqual({ wasLeft: true, lines: [] })
  },
  LIMIT_MS,
)
