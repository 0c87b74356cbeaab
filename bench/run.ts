import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findLoader, type Loader } from './load'
import { type Cell, conclude, type Series, type SubjectName, store, toMarkdown } from './report'
import { buildSubjects, type Subject, startSubject } from './subject'
import { startUpstream } from './upstream'

/**
 * Compares, in one interleaved run on one machine: D the load straight to the upstream, R a bare node:http + undici
 * dispatch pass-through, O the gateway with everything on. `--quick` takes under a minute; `--dry` stores nothing,
 * `--log` has the gateway write its line per attempt too.
 */
const logLevel = process.argv.includes('--log') ? 'info' : 'warn'
const isQuick = process.argv.includes('--quick')
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const plan = isQuick ? { rounds: 3, seconds: 3, warmUpSeconds: 2 } : { rounds: 7, seconds: 10, warmUpSeconds: 5 }
const NAMES = ['D', 'R', 'O'] as const

type Field = Record<SubjectName, { origin: string; subject: Subject | null }>

async function main(): Promise<void> {
  // Among the packages, so that the bundled subjects find the installed packages.
  const folder = await mkdtemp(join(root, 'node_modules', '.keywheel-bench-'))
  const stops: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })]
  try {
    await buildSubjects(root, folder, ['mock', 'pass-through', 'gateway'])
    const upstream = await startUpstream(join(tmpdir(), `keywheel-bench-${process.pid}`), join(folder, 'mock.mjs'))
    stops.push(upstream.stop)
    const loader = await findLoader(folder)
    const passThrough = await startSubject(join(folder, 'pass-through.mjs'), [upstream.origin])
    const gateway = await startSubject(join(folder, 'gateway.mjs'), [upstream.origin, logLevel])
    stops.push(passThrough.stop, gateway.stop)
    const field: Field = {
      D: { origin: upstream.origin, subject: null },
      R: { origin: originOf(passThrough), subject: passThrough },
      O: { origin: originOf(gateway), subject: gateway },
    }
    for (const name of NAMES) await loader.run(field[name].origin, 64, plan.warmUpSeconds)
    const series = [await measure(loader, field, 64), await measure(loader, field, 1)]
    const result = conclude(series, { load: loader.name, upstream: upstream.name }, isQuick)
    console.log(toMarkdown(result))
    console.log((await gateway.used()).facts)
    if (!process.argv.includes('--dry'))
      console.log(`stored: ${await store(result, join(root, 'bench', 'results'))}.md`)
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

/** Every round measures every subject, in changing order, so that a slow minute of the machine hits all alike. */
async function measure(loader: Loader, field: Field, connections: number): Promise<Series> {
  const rounds: Series['rounds'] = { D: [], R: [], O: [] }
  for (let round = 0; round < plan.rounds; round += 1) {
    const order = NAMES.map((_, index) => NAMES[(index + round) % NAMES.length] ?? 'D')
    for (const name of order) rounds[name].push(await measureOne(loader, field[name], connections))
  }
  return { connections, rounds }
}

async function measureOne(loader: Loader, { origin, subject }: Field[SubjectName], connections: number): Promise<Cell> {
  const before = subject === null ? null : await subject.used()
  const measured = await loader.run(origin, connections, connections === 1 ? Math.min(plan.seconds, 5) : plan.seconds)
  const after = subject === null ? null : await subject.used()
  if (before === null || after === null) return { ...measured, cpuUsPerRequest: null, rssMb: null }
  return {
    ...measured,
    cpuUsPerRequest: (after.cpuUs - before.cpuUs) / Math.max(1, measured.requests),
    rssMb: after.rssBytes / 2 ** 20,
  }
}

function originOf({ port }: Subject): string {
  return `http://127.0.0.1:${port}`
}

await main()
