import { STRATEGIES } from '@/lib/engine/vocabulary'
import type { Cell } from './cells'
import { median } from './percentile'
import type { Micro, Result } from './result'

/** What the figures come to, each beside what is wanted. One that could not be measured is `null`, never 0. */
export function headlines({ series, manyKeys, micro }: Result): string[][] {
  const rows: string[][] = []
  const add = (figure: string, wanted: string, value: number | null, digits = 2) => {
    rows.push([figure, wanted, value === null ? 'null' : value.toFixed(digits)])
  }
  for (const { workload, rounds } of series) {
    const { D = [], R = [], O = [], P = [] } = rounds
    const per = (field: string) => compared(O, R, field, (own, other) => own / other)
    const over = (others: readonly (Cell | null)[], field: string) =>
      compared(O, others, field, (own, other) => own - other)
    if (/^1 KB JSON, (64|512) connections$/.test(workload)) {
      add(`requests/s, O/R: ${workload}`, '≥ 0.80', per('requestsPerSecond'))
      add(`CPU per request, O/R: ${workload}`, '≤ 1.25', per('cpuUs'))
      add(`errors: ${workload}`, '0', sum(O, 'errors'), 0)
      const portkey = compared(O, P, 'requestsPerSecond', (own, other) => own / other)
      if (P.length > 0) add(`requests/s, O/Portkey: ${workload}`, '≥ 15', portkey, 1)
      const off = compared(O, rounds['O-'] ?? [], 'requestsPerSecond', (own, other) => 1 - own / other)
      if (rounds['O-']) add(`recording costs this share of requests/s: ${workload}`, '≤ 0.05', off)
    }
    if (/^10 KB JSON, (64|512)/.test(workload)) add(`requests/s, O/R: ${workload}`, '≥ 0.85', per('requestsPerSecond'))
    if (workload === '1 KB JSON, 1 connection') {
      add('p50 over R at one connection, ms', '≤ 0.10', over(R, 'p50Ms'), 3)
      add('p99 over D at one connection, ms', '≤ 0.5', over(D, 'p99Ms'), 3)
    }
    if (workload.startsWith('1 stream')) add('first byte over D, p50 ms', '≤ 0.25', over(D, 'firstByteP50Ms'), 3)
    if (workload.endsWith('at full speed') && !workload.startsWith('1 ')) {
      add(`chunks/s, O/R: ${workload}`, '≥ 0.85', per('chunksPerSecond'))
    }
    if (workload.startsWith('512 streams of 200 chunks every'))
      add('chunk delay p99, O/R: 512 paced streams', '≤ 1.3', per('delayP99Us'))
    if (/every/.test(workload)) add(`cut, lost or reordered: ${workload}`, '0', troubles(O), 0)
    if (workload.startsWith('2000')) add('KB per open stream over R', '≤ 40', over(R, 'perStreamKb'), 1)
    if (workload.startsWith('a reader')) {
      add('KB a slow reader costs once the sockets are full', '≤ 256', median(numbers(O, 'grownKb')), 0)
      add('KB until then, over R', '', over(R, 'filledKb'), 0)
    }
  }
  if (micro.length > 0) {
    const slowest = (...beginnings: string[]) => slowestOf(micro, beginnings)
    add(
      'pick, slowest case of 10 keys, µs',
      '≤ 1',
      slowest(...STRATEGIES.map(strategy => `pick: ${strategy}, 10 keys`)),
    )
    add('pick, slowest case of 10 to 100,000 keys, µs', '≤ 2', slowest('pick: '))
    add('settle or rest, slowest case, µs', '≤ 5', slowest('settle: ', 'rest: '))
    const drainUs = slowest('drain a row')
    add('rows/s drained to SQLite', '≥ 100,000', drainUs === null ? null : 1e6 / drainUs, 0)
    const heldUs = slowest('longest hold-up')
    add('the serving thread is held up by it for at most, ms', '≤ 10', heldUs === null ? null : heldUs / 1000, 1)
  }
  if (manyKeys) add('100,000 sealed keys: first answer after s', '≤ 2', (manyKeys.firstAnswerMs ?? Number.NaN) / 1000)
  if (manyKeys) add('100,000 sealed keys: MB over empty', '≤ 60', manyKeys.overEmptyMb ?? null, 0)
  return rows
}

/** Of the cases that begin so, but for those of one account: they have a line of their own. */
function slowestOf(micro: readonly Micro[], beginnings: readonly string[]): number | null {
  const found = micro.filter(({ name }) => beginnings.some(each => name.startsWith(each)) && !name.includes('account'))
  return found.length === 0 ? null : Math.max(...found.map(({ us }) => us))
}

/** Of each round by itself: the machine's mood changes from round to round, not within one. */
function compared(
  own: readonly (Cell | null)[],
  others: readonly (Cell | null)[],
  field: string,
  compare: (own: number, other: number) => number,
): number | null {
  const values = own.flatMap((cell, round) => {
    const [one, other] = [cell?.[field] ?? null, others[round]?.[field] ?? null]
    return one === null || other === null ? [] : [compare(one, other)]
  })
  return median(values)
}

function numbers(cells: readonly (Cell | null)[], field: string): number[] {
  return cells.map(cell => cell?.[field] ?? null).filter(value => value !== null)
}

function sum(cells: readonly (Cell | null)[], field: string): number | null {
  const values = numbers(cells, field)
  return values.length === 0 ? null : values.reduce((all, value) => all + value, 0)
}

function troubles(cells: readonly (Cell | null)[]): number | null {
  const sums = ['cut', 'lost', 'reordered'].map(field => sum(cells, field))
  return sums.includes(null) ? null : sums.reduce<number>((all, value) => all + (value ?? 0), 0)
}
