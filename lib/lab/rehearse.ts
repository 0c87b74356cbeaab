import { SECOND_MS } from '@/lib/engine/vocabulary'
import { rotate } from '@/lib/rotation/rotate'
import type { Rotated } from '@/lib/rotation/rotation-request'
import { type SampleCall, sampleCall } from '@/lib/simulator/traffic-calls'
import { type Chance, seededChance, waitForNextMs } from './chance'
import type { Rehearsal, RehearsalReport } from './rehearsal'
import { openStage, type PlayedStage, type Watch } from './stage'
import type { Answer } from './stand-in'
import { endingOf, lossOf } from './tally'

/** After the last request came, the answers under way get this long. */
const AFTERPLAY_MS = 180 * SECOND_MS
const NO_TOKEN = 'rehearsed'

/**
 * Plays traffic and faults against a copy of a service's pool: the real pools, the real loop, the real judgement of
 * what the simulator says, in virtual time. Touches nothing that serves. The same rehearsal gives the same report.
 * @param isOver asked at every step: nobody wants the rest
 * @throws when the simulator does not play the service (`isPlayed`)
 */
export async function rehearse(
  rehearsal: Rehearsal,
  watch: Watch = () => {},
  isOver = () => false,
): Promise<RehearsalReport> {
  const stage = openStage(rehearsal, watch)
  const { startAt, durationMs, seed } = rehearsal
  playTraffic(stage, rehearsal, seededChance(seed))
  await stage.time.runUntil(startAt + durationMs + AFTERPLAY_MS, () => stage.bugs.length > 0 || isOver())
  if (stage.bugs.length > 0) throw stage.bugs[0]
  return stage.tally.report(rehearsal, stage.pools)
}

/** Each request comes by itself, and is followed by the next one, whatever becomes of it. */
function playTraffic(stage: PlayedStage, rehearsal: Rehearsal, chance: Chance): void {
  const { requestsPerSecond, startAt, durationMs } = rehearsal
  let number = 0
  const next = () => {
    const at = stage.time.now() + waitForNextMs(chance, requestsPerSecond)
    if (at >= startAt + durationMs) return
    stage.time.call(at, () => {
      next()
      number += 1
      const isStream = chance() < rehearsal.streamShare
      playRequest(stage, rehearsal, number, isStream).catch((bug: unknown) => stage.bugs.push(bug))
    })
  }
  next()
}

async function playRequest(stage: PlayedStage, rehearsal: Rehearsal, number: number, isStream: boolean): Promise<void> {
  const call = sampleCall(stage.plays, NO_TOKEN, isStream, number)
  const arrivedAt = stage.time.now()
  const rotated = await rotate<Answer>(stage.rotation, requestOf(stage, rehearsal, call, number))
  const waitMs = stage.time.now() - arrivedAt
  const arrivedMs = arrivedAt - rehearsal.startAt
  if (rotated.kind !== 'answered') {
    stage.tally.end({ arrivedMs, ending: endingOf(rotated), waitMs: null, reason: lossOf(rotated) })
    return
  }
  const { turn, value } = rotated
  const { signal, usage } = await stage.standIn.finish(value, turn.lease.model)
  const outcome = turn.settle(signal, usage, arrivedAt + waitMs)
  const isWhole = outcome.kind === 'success'
  const ending = isWhole ? (turn.number === 1 ? 'firstTry' : 'rescued') : 'lost'
  stage.tally.end({ arrivedMs, ending, waitMs: isWhole ? waitMs : null, reason: outcome.kind })
}

/** The request as the gateway would hand it to rotation. */
function requestOf({ standIn, time }: PlayedStage, { service }: Rehearsal, call: SampleCall, number: number) {
  const { path, headers, body } = call
  const bytes = Buffer.from(body)
  return {
    requestId: `rehearsed-${number}`,
    service,
    model: service.readModel(path, bytes),
    units: service.countUnits('POST', path, bytes),
    method: 'POST',
    path,
    caller: null,
    isSafeToRepeat: service.isSafeToRepeat('POST', path),
    isReplayable: true,
    isSlowToAnswer: service.isSlowToAnswer('POST', path, bytes),
    hasIdempotencyKey: false,
    arrivedAt: time.now(),
    abort: null,
    isRefusedAfter: ({ kind }: Rotated<Answer>) => kind !== 'declined',
    attempt: (turn: Parameters<typeof standIn.attempt>[0]) => {
      const { idempotencyKey } = turn
      const named = idempotencyKey === null ? headers : { ...headers, 'idempotency-key': idempotencyKey }
      return standIn.attempt(turn, { method: 'POST', path, headers: named, body })
    },
  }
}
