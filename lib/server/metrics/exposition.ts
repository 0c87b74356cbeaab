/** Prometheus' text format, version 0.0.4 (its documentation, "Exposition formats"). */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export type Labels = Readonly<Record<string, string>>
export type Sample = { labels?: Labels; value: number; suffix?: string }

/** Collects families of samples into one text. */
export class Exposition {
  private readonly lines: string[] = []

  /** A family without samples is left out. */
  add(name: string, type: 'counter' | 'gauge' | 'histogram', help: string, samples: Iterable<Sample>): void {
    const lines = Array.from(samples, sample => lineOf(name, sample))
    if (lines.length > 0) this.lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines)
  }

  text(): string {
    return `${this.lines.join('\n')}\n`
  }
}

/** The samples of one histogram: its buckets, each with all that came before, then the sum and the count. */
export function histogramSamples(
  labels: Labels,
  ends: readonly number[],
  counts: ArrayLike<number>,
  sum: number,
): Sample[] {
  let seen = 0
  const buckets = [...ends, Number.POSITIVE_INFINITY].map((end, index): Sample => {
    seen += counts[index] ?? 0
    return {
      suffix: '_bucket',
      labels: { ...labels, le: end === Number.POSITIVE_INFINITY ? '+Inf' : String(end) },
      value: seen,
    }
  })
  return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: seen }]
}

function lineOf(name: string, { labels = {}, value, suffix = '' }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${suffix}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`
}

function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
}
