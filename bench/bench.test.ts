import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { headlines } from './headlines'
import type { Result } from './result'

const ROOT = resolve(import.meta.dirname, '..')

test('the harness measures every subject, and what it cannot have is left out in a line', async () => {
  const out = mkdtempSync(join(tmpdir(), 'keywheel-bench-out-'))
  const isBuilt = existsSync(join(ROOT, 'dist/gateway.js'))
  const words = [
    'node_modules/tsx/dist/cli.mjs',
    'bench/run.ts',
    '--smoke',
    '--out',
    out,
    '--subject',
    'X=http://127.0.0.1:9',
  ]
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: ROOT })
  const [file = ''] = readdirSync(out).filter(name => name.endsWith('.json'))
  const { series, node }: Result = JSON.parse(readFileSync(join(out, file), 'utf8'))
  rmSync(out, { recursive: true })
  expect(node).toBe(process.version)
  expect(stdout).toContain('| R: bare node:http + undici dispatch |')
  const subjects = isBuilt ? ['R', 'O'] : ['R']
  for (const name of subjects) {
    const [json, streams, leaving] = series.map(({ rounds }) => rounds[name]?.[0])
    expect(json).toMatchObject({ errors: 0, requestsPerSecond: expect.any(Number), cpuUs: expect.any(Number) })
    expect(streams).toMatchObject({ streams: 2, chunks: 20, cut: 0, lost: 0, reordered: 0 })
    expect(leaving).toMatchObject({ stillOpen: 0 })
  }
  if (!isBuilt) expect(stdout).toContain('O: the gateway, everything on is left out')
}, 60_000)

test('a figure that could not be measured is null in the headlines, never 0', () => {
  const rounds = { D: [null], R: [{ requestsPerSecond: 100, cpuUs: null, errors: 0 }], O: [null] }
  const series = [{ workload: '1 KB JSON, 64 connections', fields: ['requestsPerSecond'], rounds }]
  const rows = headlines({ ...emptyResult, series })
  expect(rows.map(([, , measured]) => measured)).toEqual(['null', 'null', 'null'])
})

const emptyResult: Result = {
  ...{ takenAt: '2026-11-22T00:00:00.000Z', commit: 'abc', node: 'v20', kind: 'quick', series: [], memory: [] },
  ...{ micro: [], manyKeys: null, tools: { load: 'wrk', upstream: 'nginx' } },
  machine: { cpu: 'one', cores: 2, memoryGb: 24, system: 'linux', load: 0 },
}
