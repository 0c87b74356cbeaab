import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a process has used so far, its threads with it. */
export type Used = { cpuUs: number; rssBytes: number }

const TICK_US = 10_000

/** `null`: it is no process of ours, or it is gone. */
export function usedBy(pid: number | null): Used | null {
  if (pid === null) return null
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
  } catch {
    return null
  }
}

function fromProc(pid: number): Used {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  const ticks = Number(afterName[11]) + Number(afterName[12])
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return { cpuUs: ticks * TICK_US, rssBytes: Number(kilobytes) * 1024 }
}

function fromPs(pid: number): Used {
  const [rss = '0', time = '0'] = execFileSync('ps', ['-o', 'rss=,time=', '-p', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
  const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return { cpuUs: seconds * 1e6, rssBytes: Number(rss) * 1024 }
}
