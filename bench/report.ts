import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Cell } from './cells'
import { LABELS } from './field'
import { headlines } from './headlines'
import { median } from './percentile'
import type { Memory, Result, Series } from './result'

type Taken = Pick<Result, 'tools' | 'kind' | 'series' | 'memory' | 'micro' | 'manyKeys'>

export function conclude(taken: Taken): Result {
  const machine = {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    load: loadavg()[0] ?? 0,
  }
  return { takenAt: new Date().toISOString(), commit: commit(), node: process.version, machine, ...taken }
}

export function toMarkdown(result: Result): string {
  const { machine, tools, series, memory, micro, manyKeys } = result
  return `${[
    `# Bench, ${result.takenAt.slice(0, 10)}`,
    '',
    `Commit ${result.commit}, Node ${result.node}, ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB, ${machine.system}.`,
    `${tools.load} and ${tools.upstream} on the same cores; median of the rounds; load average at the end ${machine.load.toFixed(1)}.`,
    ...titled('Headlines', table(['figure', 'wanted', 'measured'], headlines(result))),
    ...series.flatMap(seriesLines),
    ...titled('Resident memory, MB', table(['subject', 'idle', 'most at load', 'after all'], memory.map(memoryRow))),
    ...titled(
      'Micro-benchmarks',
      table(
        ['what', 'µs'],
        micro.map(({ name, us }) => [name, shown('us', us)]),
      ),
    ),
    ...titled(
      '100,000 sealed keys',
      table(
        ['figure', 'measured'],
        Object.entries(manyKeys ?? {}).map(([name, value]) => [name, shown(name, value)]),
      ),
    ),
  ].join('\n')}\n`
}

/** Writes `<date>-<commit>.json` and `.md`; returns the path without its ending. */
export async function store(result: Result, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${result.takenAt.slice(0, 16).replace(/[-:T]/g, '')}-${result.commit}-${result.kind}`)
  await writeFile(`${path}.json`, `${JSON.stringify(result, null, 1)}\n`)
  await writeFile(`${path}.md`, toMarkdown(result))
  return path
}

/** The median of a field over the rounds that did not fail; `null`: all did. */
function typical(rounds: readonly (Cell | null)[] | undefined, field: string): number | null {
  const values = (rounds ?? []).map(cell => cell?.[field] ?? null).filter(value => value !== null)
  return median(values)
}

function seriesLines({ workload, fields, rounds }: Series): string[] {
  const rows = Object.entries(rounds).map(([name, cells]) => [
    LABELS[name] ?? name,
    ...fields.map(field => shown(field, typical(cells, field))),
  ])
  return titled(workload, table(['subject', ...fields], rows))
}

function memoryRow({ subject, idleMb, loadMb, afterMb }: Memory): string[] {
  return [LABELS[subject] ?? subject, ...[idleMb, loadMb, afterMb].map(mb => shown('rssMb', mb))]
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length <= 2 ? [] : ['', `## ${title}`, '', ...lines]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`)
}

function shown(field: string, value: number | null): string {
  if (value === null) return 'null'
  if (/Ms$/.test(field) && value < 100) return value.toFixed(3)
  return Math.abs(value) < 100 && !Number.isInteger(value) ? value.toFixed(2) : String(Math.round(value))
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
