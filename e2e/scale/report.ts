import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import type { Size } from './filled-folder'

const PLACE = resolve(import.meta.dirname, '../../test-results/scale.md')

/** The figures of a run as one page of Markdown, said and kept beside the other results. */
export class Report {
  readonly #lines: string[] = []

  constructor({ keys, attempts }: Size) {
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
    const machine = `${cpus().length} cores of ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`
    this.#lines.push(
      `${keys.toLocaleString('en')} keys, ${attempts.toLocaleString('en')} attempts; Node ${process.versions.node}, ${machine}; commit ${commit}`,
    )
  }

  table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): void {
    const line = (cells: readonly (string | number | null)[]) => `| ${cells.map(said).join(' | ')} |`
    this.#lines.push('', line(head), line(head.map(() => '---')), ...rows.map(line))
  }

  write(): void {
    const text = `${this.#lines.join('\n')}\n`
    mkdirSync(dirname(PLACE), { recursive: true })
    writeFileSync(PLACE, text)
    console.log(text)
  }
}

function said(cell: string | number | null): string {
  if (cell === null) return 'unknown'
  return typeof cell === 'number' ? String(Math.round(cell * 10) / 10) : cell
}
