import { EARLY_PROBE } from '@/lib/engine/early-probe'
import { type Key, type KeyId, SECOND_MS } from '@/lib/engine/vocabulary'
import { confirmRejections } from '@/lib/rotation/confirm'
import { EarlyProber } from '@/lib/rotation/early-prober'
import { Pools } from '@/lib/rotation/pools'
import type { Notify } from '@/lib/rotation/ports'
import type { RotationPorts } from '@/lib/rotation/rotation-request'
import { setStage } from '@/lib/simulator/stage'
import { type Fault, SIMULATED_SERVICES, type SimulatedKey, type SimulatedService } from '@/lib/simulator/vocabulary'
import { seededChance } from './chance'
import { stepsFor } from './mix-steps'
import type { Rehearsal } from './rehearsal'
import { StandIn } from './stand-in'
import { Tally } from './tally'
import { VirtualTime } from './virtual-time'

const LOOK_MS = SECOND_MS

/** Looks at the pools every second of the play. */
export type Watch = (pools: Pools, now: number) => void

/** Everything a rehearsal happens on. */
export type PlayedStage = {
  time: VirtualTime
  pools: Pools
  tally: Tally
  standIn: StandIn
  plays: SimulatedService
  rotation: RotationPorts
  /** What went wrong in a request by our own doing: the play ends with it. */
  bugs: unknown[]
}

/** Whether the simulator knows how this service speaks. */
export function isPlayed(service: string): service is SimulatedService {
  return SIMULATED_SERVICES.some(id => id === service)
}

/** Sets a stage of its own, with its faults and its housekeeping under way. @throws when the service is not played */
export function openStage(rehearsal: Rehearsal, watch: Watch): PlayedStage {
  const { service, keys, seed, startAt, latencyMs } = rehearsal
  const plays = service.id
  if (!isPlayed(plays)) throw new Error(`the simulator does not play ${plays}`)
  const time = new VirtualTime(startAt)
  const tally = new Tally(rehearsal)
  const hearers: Notify[] = [tally.hear]
  const notify: Notify = events => {
    for (const hear of hearers) hear(events)
  }
  const pools = new Pools({ now: time.now, notify })
  pools.setService(plays, service.policy)
  for (const key of keys) pools.addKey({ key, state: null })
  const stage = setStage({ keys: keys.map(key => simulatedKey(key, plays, rehearsal)), now: time.now })
  // chance of its own, so that the traffic is the same whatever becomes of it
  const standIn = new StandIn({ stage, time, chance: seededChance(seed + 1), service, plays, secretOf, latencyMs })
  keepHouse({ time, pools, standIn, hearers }, rehearsal, watch)
  playFaults(time, rehearsal, plays, fault => stage.faults.add(fault, time.now()))
  const rotation = { pools, record: tally.record, now: time.now, sleep: time.sleep }
  return { time, pools, tally, standIn, plays, rotation, bugs: [] }
}

/** What the server does beside serving: confirms rejections, doubts guesses, takes back leases; and somebody watches. */
function keepHouse(
  { time, pools, standIn, hearers }: Pick<PlayedStage, 'time' | 'pools' | 'standIn'> & { hearers: Notify[] },
  { service, startAt, durationMs }: Rehearsal,
  watch: Watch,
): void {
  const { now } = time
  const probe = (_: string, keyId: KeyId) => standIn.probe(keyId)
  hearers.push(confirmRejections({ pools, probe, now }).hear)
  const prober = new EarlyProber({ pools, probe, meetsRateLimit: () => service.probe.meetsRateLimit === true, now })
  const endAt = startAt + durationMs
  repeat(time, EARLY_PROBE.passEveryMs, endAt, () => void prober.look())
  repeat(time, LOOK_MS, endAt, () => {
    pools.expireLeases()
    watch(pools, now())
  })
}

function repeat(time: VirtualTime, everyMs: number, endAt: number, act: () => void): void {
  const tick = () => {
    act()
    if (time.now() + everyMs <= endAt) time.call(time.now() + everyMs, tick)
  }
  time.call(time.now() + everyMs, tick)
}

/** Applies the mix, cycle after cycle. */
function playFaults(
  time: VirtualTime,
  { mix, keys, startAt, durationMs }: Rehearsal,
  plays: SimulatedService,
  add: (fault: Fault) => void,
): void {
  const steps = stepsFor(mix, plays)
  for (let cycleAt = startAt; cycleAt < startAt + durationMs; cycleAt += mix.cycleMs) {
    for (const { atMs, key: place, ...fault } of steps) {
      const meant = place === undefined ? null : keys[place - 1]
      if (meant === undefined) continue
      const whole: Fault = meant === null ? fault : { ...fault, secret: secretOf(meant.id) }
      time.call(cycleAt + atMs, () => add(whole))
    }
  }
}

function simulatedKey(key: Key, service: SimulatedService, grants: Rehearsal): SimulatedKey {
  return {
    service,
    secret: secretOf(key.id),
    account: key.account ?? undefined,
    perMinute: grants.upstreamPerMinute ?? undefined,
    perDay: grants.upstreamPerDay ?? undefined,
    models: key.models ?? undefined,
  }
}

/** What the simulator knows a key by: nothing real ever reaches the stage. */
function secretOf(keyId: KeyId): string {
  return `rehearsed-${keyId}`
}
