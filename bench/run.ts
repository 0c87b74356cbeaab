import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { type Contestant, enter, type Ground } from './field'
import { findLoader } from './load'
import { measureManyKeys } from './many-keys'
import { measureMicro } from './micro'
import { fullPlan, type Plan, quickPlan, smokePlan, soakPlan } from './plans'
import { conclude, store, toMarkdown } from './report'
import type { Memory, Series } from './result'
import { buildSubjects, startSubject } from './subject'
import { startUpstream } from './upstream'
import { usedBy } from './usage'
import { queryOf, questionOf } from './workload'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const several = (value: string, before: string[]) => [...before, value]
const listed = (value: string) => value.split(',')
const parted = (value: string) => value.split(';')

const options = new Command('npm run bench --')
  .description('measures the gateway beside what it is compared with, interleaved, and stores the result')
  .option('--quick', 'the headline ratios in under two minutes')
  .option('--smoke', 'a second or two, to see that the harness works')
  .option('--soak <minutes>', 'one long load, for memory', Number)
  .option('--peers', 'fetch @fastify/http-proxy and the Portkey gateway from npm, and measure them too')
  .option('--subjects <names>', 'of D, R, O, O-, N, F, P', listed)
  .option(
    '--subject <name=url>',
    'one more, which passes /groq/… and /openai/… on to the upstreams printed',
    several,
    [],
  )
  .option('--workloads <text>', 'only those whose name holds one of these, such as "10 KB;512 streams"', parted)
  .option('--rounds <count>', 'rounds of the full run', Number, 3)
  .option('--seconds <count>', 'seconds of each JSON cell of the full run', Number, 4)
  .option('--no-micro', 'leave the micro-benchmarks and the 100,000 keys out')
  .option('--out <folder>', 'where the result is stored', join(root, 'bench/results'))
  .option('--dry', 'store nothing')
  .parse()
  .opts()

function planOf(loader: ReturnType<typeof findLoader>): Plan {
  if (options.smoke) return smokePlan(loader)
  if (options.quick) return quickPlan(loader)
  if (options.soak) return soakPlan(loader, options.soak)
  return fullPlan(loader, options.seconds, options.rounds)
}

/** A process that has just started is not idle yet. */
const IDLE_MS = 3000

const stops: (() => Promise<void>)[] = []

async function main(): Promise<void> {
  // Among the packages, so that the bundled subjects find the installed packages.
  const folder = await mkdtemp(join(root, 'node_modules', '.keywheel-bench-'))
  stops.push(() => rm(folder, { recursive: true, force: true }))
  await buildSubjects(root, folder, ['mock', 'pass-through', 'unrecorded', 'stream-client'])
  const loader = findLoader(folder)
  const plan = planOf(loader)
  const quick = await startUpstream(join(tmpdir(), `keywheel-bench-${process.pid}`), join(folder, 'mock.mjs'))
  stops.push(quick.stop)
  const paced = await startSubject(join(folder, 'mock.mjs'), [])
  stops.push(paced.stop)
  console.log(`upstreams: /groq/… at ${quick.origin}, /openai/… at http://127.0.0.1:${paced.port}`)
  const ground: Ground = { root, folder, quick, paced }
  const contestants = await enter(ground, names(plan), options.subject)
  stops.push(...contestants.map(({ stop }) => stop))
  await new Promise(resolve => setTimeout(resolve, Math.min(plan.settleMs, IDLE_MS)))
  const idle = new Map(contestants.map(({ name, pid }) => [name, rssMb(pid)]))
  for (const contestant of contestants) await warmUp(contestant, plan.warmUpSeconds)
  if (quick.name === 'node') await requireQuickUpstream(contestants)
  const series: Series[] = []
  for (const workload of plan.workloads.filter(isWanted)) {
    series.push(await measure(ground, plan, workload, contestants))
  }
  await new Promise(resolve => setTimeout(resolve, plan.settleMs))
  const memory = contestants.map(
    ({ name, pid }): Memory => ({
      ...{ subject: name, idleMb: idle.get(name) ?? null },
      ...{ loadMb: mostMb(series, name), afterMb: rssMb(pid) },
    }),
  )
  const isWhole = plan.kind === 'full' && options.micro
  const micro = isWhole ? await measureMicro(root) : []
  const manyKeys = isWhole ? await measureManyKeys(root).catch(say) : null
  const tools = { load: loader.name, upstream: quick.name }
  const result = conclude({ tools, kind: plan.kind, series, memory, micro, manyKeys })
  console.log(toMarkdown(result))
  if (!options.dry) console.log(`stored: ${await store(result, options.out)}.md`)

  async function warmUp({ urlOf, headers }: Contestant, seconds: number): Promise<void> {
    if (seconds > 0) await loader.run({ url: urlOf('quick'), headers, body: questionOf(1), connections: 64, seconds })
  }

  /** A Node upstream would measure itself, were it not much quicker than what stands before it. */
  async function requireQuickUpstream(all: readonly Contestant[]): Promise<void> {
    const rates: Record<string, number> = {}
    for (const { name, urlOf, headers } of all.filter(({ name }) => name === 'D' || name === 'R')) {
      const call = { url: urlOf('quick') + queryOf({}), headers, body: questionOf(1), connections: 64, seconds: 2 }
      rates[name] = (await loader.run(call)).requestsPerSecond
    }
    const { D, R } = rates
    if (D !== undefined && R !== undefined && D < 3 * R)
      console.log(`! the upstream makes only ${(D / R).toFixed(1)} times what R does: install nginx`)
  }
}

function names({ kind }: Plan): readonly string[] {
  if (options.subjects) return options.subjects
  if (kind === 'full') return options.peers ? ['D', 'R', 'O', 'O-', 'F', 'P'] : ['D', 'R', 'O', 'O-']
  if (kind === 'soak') return ['R', 'O', 'N']
  return options.peers ? ['D', 'R', 'O', 'F', 'P'] : ['D', 'R', 'O']
}

function isWanted({ name }: { name: string }): boolean {
  return !options.workloads || options.workloads.some((part: string) => name.includes(part))
}

/** Every round measures every subject, in changing order, so that a slow minute of the machine hits all alike. */
async function measure(
  ground: Ground,
  plan: Plan,
  workload: Plan['workloads'][number],
  all: readonly Contestant[],
): Promise<Series> {
  const asked = all.filter(({ name }) => workload.isFor(name))
  const rounds: Series['rounds'] = Object.fromEntries(asked.map(({ name }) => [name, []]))
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const index of asked.keys()) {
      const contestant = asked[(index + round) % asked.length]
      if (contestant) rounds[contestant.name]?.push(await workload.measure(ground, contestant).catch(say))
    }
    process.stderr.write(`${workload.name}: round ${round + 1} of ${plan.rounds}\n`)
  }
  return { workload: workload.name, fields: workload.fields, rounds }
}

function say(error: unknown): null {
  console.log(`! not measured: ${error instanceof Error ? error.message : String(error)}`)
  return null
}

/** Of what was seen at the end of each round under load. */
function mostMb(series: readonly Series[], name: string): number | null {
  const seen = series.flatMap(({ rounds }) => rounds[name]?.map(cell => cell?.rssMb ?? null) ?? [])
  const known = seen.filter(mb => mb !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function rssMb(pid: number | null): number | null {
  const used = usedBy(pid)
  return used && used.rssBytes / 2 ** 20
}

try {
  await main()
} finally {
  for (const stop of stops.reverse()) await stop().catch(say)
}
process.exit(0)
