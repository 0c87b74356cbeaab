import type { ControlContext, Live, Operator } from '@/lib/control/context'
import { TallyMemory } from '@/lib/control/tally-memory'
import type { KeyId } from '@/lib/engine/vocabulary'
import type { GatewayPorts } from '@/lib/gateway/house'
import type { EarlyProber } from '@/lib/rotation/early-prober'
import { shareHeld } from '@/lib/store/server-runs'
import { touchTokens } from '@/lib/store/tokens'
import { channelTester } from './channel-tester'
import { dashboardAddress } from './dashboard-address'
import type { Environment, Settings } from './env'
import type { EnvProblem } from './env-keys'
import { ErrorNotes } from './error-notes'
import { keptEvents } from './kept-events'
import type { KeyChecker } from './key-checker'
import { LimitHistories } from './limit-histories'
import { openLog, type ServerLog } from './log'
import type { TrafficCounts } from './metrics/traffic-counts'
import { type Following, followChanges, readPrices, readTokens, readUse } from './opening/changes'
import { type Counts, openCounts, recentlyOf } from './opening/counts'
import { secretKeeper, takeEnvKeys } from './opening/env-secrets'
import { gatewayPortsOf, openTracing } from './opening/gateway-ports'
import { type Ground, openGround } from './opening/ground'
import { fillPools } from './opening/pools'
import { openProbing, type Probing } from './opening/probing'
import { openRecording, type Recording } from './opening/recording'
import { openTellers, type Tellers } from './opening/tellers'
import type { Recorder } from './recorder'
import type { RotationNewsFeed } from './rotation-news'
import type { Tracer } from './tracing/tracer'
import { Turns } from './turns'

/** Everything that decides and remembers, without any door to the outside. */
export type Engine = Pick<Ground, 'settings' | 'log' | 'store' | 'masterKey' | 'services' | 'pools' | 'callers'> & {
  recorder: Recorder
  /** `null`: nobody follows requests. */
  tracer: Tracer | null
  /** What went through since the start. */
  traffic: TrafficCounts
  prober: EarlyProber
  checker: KeyChecker
  /** What upstreams' errors teach beside their outcome. */
  notes: ErrorNotes
  /** What the gateway and the in-process face work with. */
  ports: GatewayPorts
  /** What was odd about the environment's keys. */
  envProblems: readonly EnvProblem[]
  /** Applies what other processes changed in the database. */
  pickUp(): Promise<void>
  stalledSince: Following['stalledSince']
  /** Learns what limited callers used elsewhere. */
  learnUse(): Promise<void>
  /** Learns what other processes served. */
  learnTraffic(): Promise<void>
  alertHearers: Following['alertHearers']
  /** What went through lately. */
  recently: Live['recently']
  /** The lines of the live feed. */
  news: RotationNewsFeed
  /** How limits were used in the last days. */
  histories: LimitHistories
  tallies: TallyMemory
  /** The world of an operator's verb in this process. */
  context(operator: Operator): ControlContext
  /** Writes what is not written yet and closes the database. */
  close(): Promise<void>
}

export type EngineOptions = {
  log?: ServerLog
  /** The project's folder, whose build writes the ledger in a thread of its own; absent: in this one. */
  buildFolder?: string
  /** Another process owns the database's pools: this one's environment adds to the known keys and removes none. */
  isGuest?: boolean
  /** No dashboard is served from this process: what only one would show is not read. */
  isUnwatched?: boolean
}

/**
 * Opens the database and brings the pools to life from it and from the environment's keys.
 * @throws OpenError when the database or the master key cannot be used
 */
export async function openEngine(settings: Settings, env: Environment, options: EngineOptions = {}): Promise<Engine> {
  const log = options.log ?? (await openLog(settings.logLevel, process.stdout.isTTY === true))
  const isGuest = options.isGuest ?? false
  const ground = await openGround(settings, log, isGuest)
  const { pools, callers, services, store, masterKey, now } = ground
  const envSecrets = await takeEnvKeys(ground, env, isGuest)
  const keepSecret = secretKeeper(ground.secrets, envSecrets)
  const tellers = openTellers(ground)
  const following = await followChanges(ground, tellers, keepSecret)
  await fillPools(ground, keepSecret)
  await readTokens(ground)
  await readPrices(ground)

  const recording = openRecording(ground, tellers, options.buildFolder)
  const counts = await openCounts(ground, options.isUnwatched ?? false)
  const notes = new ErrorNotes(id => services.find(id))
  const probing = openProbing(ground, notes)
  hearEvents(ground, { tellers, following, recording, probing })
  recording.recorder.start()
  const ownPorts = gatewayPortsOf(ground, notes, attempt => {
    recording.record(attempt)
    callers.record(attempt)
    counts.record(attempt)
    tellers.news.attempt(attempt)
  })
  const tracing = settings.tracing && (await openTracing(settings.tracing, ownPorts, log))

  const pickUp = async () => {
    try {
      await following.pickUp()
    } finally {
      await recording.days.look(store)
    }
  }
  const histories = new LimitHistories({ store, now })
  const tallies = new TallyMemory()
  const recently = recentlyOf(counts, tellers.news)
  const ports = tracing?.ports ?? ownPorts
  const tryChannel = channelTester({ masterKey, mail: ports, dashboard: dashboardAddress(settings) })
  const live = liveOf({ pools, probing, counts, histories, tallies, recently, pickUp, tryChannel })
  return {
    ...{
      settings,
      log,
      store,
      masterKey,
      services,
      pools,
      callers,
      notes,
      histories,
      recently,
      pickUp,
      ports,
      tallies,
    },
    ...{ recorder: recording.recorder, prober: probing.prober, checker: probing.checker },
    ...{ traffic: counts.traffic, news: tellers.news, tracer: tracing?.tracer ?? null },
    ...{ alertHearers: following.alertHearers, stalledSince: following.stalledSince },
    learnUse: () => readUse(ground),
    learnTraffic: () => counts.shared.look(store),
    envProblems: envSecrets.problems,
    context: operator => ({ store, masterKey, services: services.all(), live, operator, now }),
    close: () => closeAll(ground, { probing, notes, recording, tracing }),
  }
}

type Hearing = { tellers: Tellers; following: Following; recording: Recording; probing: Probing }

/** Who hears of what happens in the pools, in this order. */
function hearEvents({ pools, hearers }: Ground, { tellers, following, recording, probing }: Hearing): void {
  const accountOf = (keyId: KeyId) => pools.find(keyId)?.key.account ?? null
  hearers.push(
    events => tellers.voice.events(events),
    probing.confirmation.hear,
    events => {
      const kept = keptEvents(events, accountOf)
      for (const { id } of kept) following.ownEvents.add(id)
      recording.recorder.note(kept)
    },
    events => tellers.news.events(events),
  )
}

type LiveParts = Pick<Engine, 'pools' | 'histories' | 'tallies' | 'recently' | 'pickUp'> &
  Pick<Live, 'tryChannel'> & { probing: Probing; counts: Counts }

/** What only a running process can tell an operator's verb. */
function liveOf({ probing, counts, histories, pickUp, ...parts }: LiveParts): Live {
  return {
    ...parts,
    ...probing.examiners,
    checks: probing.checker,
    rehearsals: new Turns({ atOnce: 1, waitingMax: 0 }),
    // what was done is done: a change that cannot be applied is told of by the job that tries it again
    pickUp: () => pickUp().catch(() => {}),
    historyOf: histories.peek,
    recentAttempts: at => counts.recent.lastHour(at),
  }
}

type Closing = { probing: Probing; notes: ErrorNotes; recording: Recording; tracing: { close(): Promise<void> } | null }

/** What is under way ends, what is not written yet is written, then the database closes. */
async function closeAll({ log, callers, store }: Ground, closing: Closing): Promise<void> {
  const { probing, notes, recording, tracing } = closing
  probing.checker.cancel()
  await probing.checker.idle()
  await probing.confirmation.idle()
  await notes.flush(store).catch((error: unknown) => log.warn(String(error)))
  await recording.recorder.close()
  await tracing?.close()
  await recording.ledger.close()
  await callers.flushUses(uses => touchTokens(store, uses)).catch((error: unknown) => log.warn(String(error)))
  // all that was spent is written: others need wait for nothing of this process
  await shareHeld(store, new Map()).catch((error: unknown) => log.warn(String(error)))
  await store.close()
}
