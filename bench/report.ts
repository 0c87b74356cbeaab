import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Measured } from './load'

export type Cell = Measured & { cpuUsPerRequest: number | null; rssMb: number | null }
export type SubjectName = 'D' | 'R' | 'O'
export type Series = { connections: number; rounds: Record<SubjectName, Cell[]> }

export type Result = {
  takenAt: string
  commit: string
  node: string
  machine: { cpu: string; cores: number; memoryGb: number; system: string }
  tools: { load: string; upstream: string }
  isQuick: boolean
  series: Series[]
  headline: { ratio: number; addedP50Ms: number; addedP50OverRMs: number }
}

const LABELS: Record<SubjectName, string> = {
  D: 'D: load straight to the upstream',
  R: 'R: bare node:http + undici dispatch',
  O: 'O: the gateway, everything on',
}

export function conclude(series: Series[], tools: Result['tools'], isQuick: boolean): Result {
  const many = series.find(({ connections }) => connections > 1) ?? series[0]
  const single = series.find(({ connections }) => connections === 1) ?? series[0]
  if (many === undefined || single === undefined) throw new Error('nothing was measured')
  const p50 = (name: SubjectName) => median(single.rounds[name].map(cell => cell.p50Ms))
  // Of each round by itself: the machine's mood changes from round to round, not within one.
  const ratios = many.rounds.O.map(
    (cell, round) => cell.requestsPerSecond / (many.rounds.R[round]?.requestsPerSecond ?? 1),
  )
  return {
    takenAt: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${release()}`,
    },
    tools,
    isQuick,
    series,
    headline: { ratio: median(ratios), addedP50Ms: p50('O') - p50('D'), addedP50OverRMs: p50('O') - p50('R') },
  }
}

export function toMarkdown(result: Result): string {
  const { machine, headline, tools } = result
  const lines = [
    `# Gateway against a bare pass-through, ${result.takenAt.slice(0, 10)}`,
    '',
    `Commit ${result.commit}, Node ${result.node}, ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB, ${machine.system}.`,
    `${tools.load} and ${tools.upstream} on the same cores; 1 KB JSON both ways; median of rounds (lowest to highest).`,
    '',
    `**O/R at ${result.series[0]?.connections} connections: ${headline.ratio.toFixed(2)}. Added p50 at one connection: ${headline.addedP50Ms.toFixed(3)} ms over D, ${headline.addedP50OverRMs.toFixed(3)} ms over R.**`,
  ]
  for (const { connections, rounds } of result.series) {
    lines.push('', `## ${connections} connection${connections === 1 ? '' : 's'}`, '')
    lines.push(
      '| subject | requests/s | p50 ms | p99 ms | errors | CPU us/request | RSS MB |',
      '|---|---|---|---|---|---|---|',
    )
    for (const name of ['D', 'R', 'O'] as const) lines.push(row(name, rounds[name]))
  }
  return `${lines.join('\n')}\n`
}

/** Writes `<date>-<commit>.json` and `.md`; returns the path without its ending. */
export async function store(result: Result, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const name = `${result.takenAt.slice(0, 16).replace(/[-:T]/g, '')}-${result.commit}${result.isQuick ? '-quick' : ''}`
  const path = join(folder, name)
  await writeFile(`${path}.json`, `${JSON.stringify(result, null, 2)}\n`)
  await writeFile(`${path}.md`, toMarkdown(result))
  return path
}

function row(name: SubjectName, cells: readonly Cell[]): string {
  const rates = cells.map(cell => cell.requestsPerSecond)
  const range = `${Math.round(Math.min(...rates))}-${Math.round(Math.max(...rates))}`
  const errors = cells.reduce((sum, cell) => sum + cell.errors, 0)
  return `| ${LABELS[name]} | ${Math.round(median(rates))} (${range}) | ${shown(cells, 'p50Ms', 3)} | ${shown(cells, 'p99Ms', 2)} | ${errors} | ${shown(cells, 'cpuUsPerRequest', 1)} | ${shown(cells, 'rssMb', 0)} |`
}

function shown(cells: readonly Cell[], field: 'p50Ms' | 'p99Ms' | 'cpuUsPerRequest' | 'rssMb', digits: number): string {
  const values = cells.map(cell => cell[field]).filter(value => value !== null)
  return values.length === 0 ? '-' : median(values).toFixed(digits)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
