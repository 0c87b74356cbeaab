import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Instant } from '@/lib/engine/vocabulary'
import type { Exposition } from './exposition'

const MICROSECONDS = 1e6
const NANOSECONDS = 1e9

/** Measures from the first scrape on. */
let eventLoop: ReturnType<typeof monitorEventLoopDelay> | null = null

/** What Prometheus' client libraries tell of every process, under their names. */
export function addProcessMetrics(text: Exposition, startedAt: Instant): void {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
  const gauge = (name: string, help: string, value: number) => text.add(name, 'gauge', help, [{ value }])
  const cpuHelp = 'Processor time spent.'
  text.add('process_cpu_seconds_total', 'counter', cpuHelp, [{ value: (user + system) / MICROSECONDS }])
  gauge('process_start_time_seconds', 'When it started, since the epoch.', startedAt / 1000)
  gauge('process_resident_memory_bytes', 'Memory in use.', rss)
  gauge('nodejs_heap_size_used_bytes', 'Of the heap, used.', heapUsed)
  gauge('nodejs_heap_size_total_bytes', 'The heap.', heapTotal)
  gauge('nodejs_external_memory_bytes', 'Outside of the heap.', external)
  const openFiles = countOpenFiles()
  if (openFiles !== null) gauge('process_open_fds', 'Open files and sockets.', openFiles)
  addEventLoop(text)
}

function addEventLoop(text: Exposition): void {
  if (eventLoop === null) {
    eventLoop = monitorEventLoopDelay({ resolution: 20 })
    eventLoop.enable()
    return
  }
  const of = (name: string, value: number) =>
    text.add(`nodejs_eventloop_lag_${name}_seconds`, 'gauge', 'How late timers run, since the last scrape.', [
      { value: Number.isFinite(value) ? value / NANOSECONDS : 0 },
    ])
  of('mean', eventLoop.mean)
  of('p99', eventLoop.percentile(99))
  of('max', eventLoop.max)
  eventLoop.reset()
}

/** Linux alone tells. */
function countOpenFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}
