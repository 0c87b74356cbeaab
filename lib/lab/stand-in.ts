import type { ServiceDefinition } from '@/lib/catalog/service'
import { classify } from '@/lib/engine/classify'
import { ANSWER_IDLE_MS } from '@/lib/engine/defaults'
import { type KeyId, NO_USAGE, type Signal, type Usage } from '@/lib/engine/vocabulary'
import type { Attempted, AttemptTurn } from '@/lib/rotation/rotation-request'
import { type CallAtOnce, type SaidAtOnce, sayAtOnce } from '@/lib/simulator/at-once'
import type { Stage } from '@/lib/simulator/stage'
import { DEFAULT_SLOW_MS, type Fault, type SimulatedService } from '@/lib/simulator/vocabulary'
import type { Chance } from './chance'
import type { VirtualTime } from './virtual-time'

/** An answer under way. */
export type Answer = Extract<SaidAtOnce, { kind: 'answered' }>

const REFUSAL_MS = 80
const RESET_MS = 20
/** Where in a stream its mishap comes. */
const MISHAP_SHARE = 0.25

/** The upstream of a rehearsal: the simulator's words, without a network, in virtual time. */
export class StandIn {
  private readonly ports: {
    stage: Stage
    time: VirtualTime
    chance: Chance
    service: ServiceDefinition
    plays: SimulatedService
    secretOf(keyId: KeyId): string
    latencyMs: number
  }

  constructor(ports: StandIn['ports']) {
    this.ports = ports
  }

  /** One attempt, as far as the gateway would take it: to a refusal, a fault, or the first byte of an answer. */
  async attempt({ lease, deadlineAt }: AttemptTurn, call: CallAtOnce): Promise<Attempted<Answer>> {
    const { stage, time, plays, secretOf } = this.ports
    const { model } = lease
    const said = sayAtOnce(stage, plays, secretOf(lease.keyId), call)
    if (said.kind === 'refused') {
      await this.passes(REFUSAL_MS)
      const { status, headers, body } = said
      return this.failed({ kind: 'response', status, headers, body, model, at: time.now() })
    }
    if (said.mishap?.kind === 'reset-before-head') {
      await this.passes(RESET_MS)
      return this.failed({ kind: 'unreachable', code: 'ECONNRESET', wasSent: true, model, at: time.now() })
    }
    const waitMs = this.varied(this.ports.latencyMs) + delayMs(said.mishap)
    if (time.now() + waitMs > deadlineAt) {
      await time.sleep(deadlineAt - time.now())
      return this.failed({ kind: 'timed-out', phase: 'first-byte', wasSent: true, model, at: time.now() })
    }
    await time.sleep(waitMs)
    return { kind: 'open', value: said, status: 200, firstByteAt: time.now() }
  }

  /** The rest of an answer: how it ends, and what it used. */
  async finish(answer: Answer, model: string | null): Promise<{ signal: Signal; usage: Usage }> {
    const { time } = this.ports
    const { mishap, streamMs, headers, tokensIn, tokensOut } = answer
    const broken = mishap === null ? null : brokenBy(mishap, answer)
    if (broken !== null) {
      await time.sleep(broken.afterMs)
      return { signal: { ...broken.signal, model, at: time.now() }, usage: NO_USAGE }
    }
    await time.sleep(streamMs + (mishap?.kind === 'stall-mid-stream' ? (mishap.latencyMs ?? 0) : 0))
    const signal: Signal = { kind: 'response', status: 200, headers, body: '', model, at: time.now() }
    return { signal, usage: { tokensIn, tokensOut, costUsd: 0 } }
  }

  /** The service's free probe. */
  async probe(keyId: KeyId): Promise<'alive' | 'rejected' | 'unknown'> {
    const { stage, service, plays, secretOf, time } = this.ports
    await this.passes(REFUSAL_MS)
    const call = { method: service.probe.method, path: service.probe.path, headers: REQUIRED_HEADERS, body: '' }
    const said = sayAtOnce(stage, plays, secretOf(keyId), call)
    if (said.kind === 'answered') return said.mishap === null ? 'alive' : 'unknown'
    const { status, headers, body } = said
    const signal: Signal = { kind: 'response', status, headers, body, model: null, at: time.now() }
    const { kind } = classify(signal, { ...service, isSafeToRepeat: true })
    return kind === 'key-rejected' || kind === 'key-suspended' ? 'rejected' : 'unknown'
  }

  private failed(signal: Signal): Attempted<Answer> {
    return { kind: 'failed', signal, value: null, firstByteAt: null }
  }

  private passes(aboutMs: number): Promise<void> {
    return this.ports.time.sleep(this.varied(aboutMs))
  }

  /** Between half and one and a half times. */
  private varied(aboutMs: number): number {
    return aboutMs * (0.5 + this.ports.chance())
  }
}

/** Without these some services refuse every request. */
const REQUIRED_HEADERS = { 'anthropic-version': '2023-06-01', 'user-agent': 'keywheel-lab' }

/** `Infinity` for a stall that lasts until the caller leaves. */
function delayMs(mishap: Fault | null): number {
  if (mishap?.kind === 'slow') return mishap.latencyMs ?? DEFAULT_SLOW_MS
  if (mishap?.kind === 'stall-before-head') return mishap.latencyMs ?? Number.POSITIVE_INFINITY
  return 0
}

type Broken = { afterMs: number; signal: BrokenSignal }
type BrokenSignal =
  | { kind: 'stream-cut' }
  | { kind: 'stream-error'; body: string; headers: Readonly<Record<string, string>> }
  | { kind: 'timed-out'; phase: 'idle'; wasSent: true }

function brokenBy({ kind, latencyMs }: Fault, { streamMs, streamError, headers }: Answer): Broken | null {
  const afterMs = streamMs * MISHAP_SHARE
  switch (kind) {
    case 'reset-mid-stream':
    case 'early-end':
      return { afterMs, signal: { kind: 'stream-cut' } }
    case 'stream-error':
      return { afterMs, signal: { kind: 'stream-error', body: eventText(streamError), headers } }
    case 'stall-mid-stream':
      if (latencyMs !== undefined && latencyMs < ANSWER_IDLE_MS) return null
      return { afterMs: afterMs + ANSWER_IDLE_MS, signal: { kind: 'timed-out', phase: 'idle', wasSent: true } }
    default:
      return null
  }
}

/** What an event of a stream says. */
function eventText(event: string): string {
  const lines = event.split('\n').filter(line => line.startsWith('data:'))
  return lines.length === 0 ? event : lines.map(line => line.slice('data:'.length).trim()).join('\n')
}
