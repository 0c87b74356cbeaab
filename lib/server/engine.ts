import { isDeepStrictEqual } from 'node:util'
import type { ServiceDefinition } from '@/lib/catalog/service'
import type { ControlContext, Live, Operator } from '@/lib/control/context'
import { storableEnvKey } from '@/lib/control/new-key'
import { ChangeFeed } from '@/lib/control/pick-up'
import { TallyMemory } from '@/lib/control/tally-memory'
import type { Event, Instant, KeyId, ServiceId } from '@/lib/engine/vocabulary'
import type { GatewayPorts } from '@/lib/gateway/house'
import { examineSecret, type HearAnswer } from '@/lib/gateway/probe'
import { confirmRejections } from '@/lib/rotation/confirm'
import { EarlyProber } from '@/lib/rotation/early-prober'
import { Pools, type ResetKey } from '@/lib/rotation/pools'
import type { Clock, Probe } from '@/lib/rotation/ports'
import { lastChangeId } from '@/lib/store/changes'
import { addEnvKeys, syncEnvKeys } from '@/lib/store/env-keys'
import { saveKeyChecks } from '@/lib/store/key-checks'
import { type LoadedKey, loadEach } from '@/lib/store/load-pools'
import { listServices } from '@/lib/store/services'
import type { Store } from '@/lib/store/session'
import { forgetSetting } from '@/lib/store/settings'
import { listTokens, touchTokens } from '@/lib/store/tokens'
import { readCallerUse } from '@/lib/store/usage-rollups'
import { HANDOVER_SETTING } from '@/lib/vault/key-change'
import type { MasterKey } from '@/lib/vault/master-key'
import { Callers } from './callers'
import type { Environment, Settings } from './env'
import { type EnvProblem, findEnvKeys } from './env-keys'
import { ErrorNotes } from './error-notes'
import { keptEvents } from './kept-events'
import { KeyChecker } from './key-checker'
import { takeOverMasterKey } from './key-in-force'
import { type Ledger, ledgerApart, ledgerHere } from './ledger'
import { LimitHistories } from './limit-histories'
import { openLog, type PoolFacts, RotationLog, type ServerLog } from './log'
import { TrafficCounts } from './metrics/traffic-counts'
import { openStoreAndKey } from './open-store'
import { priceOf } from './price'
import { RecentAttemptCounts } from './recent-attempts'
import { RecentIds } from './recent-ids'
import { RecentRequests } from './recent-requests'
import { Recorder } from './recorder'
import { RotationNewsFeed } from './rotation-news'
import { Secrets } from './secrets'
import { ServiceRegistry, servicesInForce } from './services'
import { SharedDays } from './shared-days'
import type { Tracer } from './tracing/tracer'
import type { TracingSettings } from './tracing/tracing-settings'
import { Turns } from './turns'

/** Everything that decides and remembers, without any door to the outside. */
export type Engine = {
  settings: Settings
  log: ServerLog
  store: Store
  masterKey: MasterKey
  services: ServiceRegistry
  pools: Pools
  recorder: Recorder
  /** `null`: nobody follows requests. */
  tracer: Tracer | null
  /** What went through since the start. */
  traffic: TrafficCounts
  callers: Callers
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
  /** Since when some such change fails to be applied; `null`: none does. */
  stalledSince(): Instant | null
  /** Learns what limited callers used elsewhere. */
  learnUse(): Promise<void>
  /** Who wants to hear that alerts were acknowledged or snoozed. */
  alertHearers: (() => Promise<void>)[]
  /** What went through this process lately. */
  recently: Live['recently']
  /** The lines of the live feed. */
  news: RotationNewsFeed
  /** How limits were used in the last days. */
  histories: LimitHistories
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
  const now = Date.now
  const { store, found, isHandedOver } = await openStoreAndKey(settings, now)
  const { masterKey } = found
  // from now on the old key opens nothing here
  if (isHandedOver && !options.isGuest) await forgetSetting(store, HANDOVER_SETTING)
  if (found.warning !== null) log.warn(found.warning)
  const readServices = async () => servicesInForce(settings.origins, await listServices(store))
  const services = new ServiceRegistry(await readServices())
  const secrets = new Secrets(masterKey)
  const callers = new Callers(masterKey, settings.clientToken, now)
  const { pools, hearers } = openPools(services.all(), now)

  const envKeys = await takeEnvKeys(store, masterKey, services.all(), env, options.isGuest ?? false)
  const keepSecret = ({ key, sealed }: LoadedKey) => {
    const plain = envKeys.secretOf.get(key.id)
    if (plain !== undefined) secrets.setPlain(key.id, plain)
    else if (sealed) secrets.setSealed(key.id, sealed)
    return secrets.has(key.id)
  }
  const learnUse = () => callers.learnUse(at => readCallerUse(store, at))
  const onTokensChanged = async () => {
    callers.replace(await listTokens(store))
    await learnUse()
  }
  const forgetSecret = (keyId: KeyId) => secrets.forget(keyId)
  const afterId = await lastChangeId(store)
  const facts = factsFor(services, pools)
  const voice = new RotationLog(log, facts)
  const news = new RotationNewsFeed(facts.masked)
  const onServicesChanged = async () => {
    services.replace(await readServices())
    for (const { id, policy } of services.all()) {
      // setting a policy ranks all its keys anew
      const isSame = pools.hasService(id) && isDeepStrictEqual(pools.policyOf(id), policy)
      if (!isSame) pools.setService(id, policy)
    }
  }
  const alertHearers: Engine['alertHearers'] = []
  const onAlertsChanged = async () => void (await Promise.all(alertHearers.map(hear => hear())))
  const ownEvents = new RecentIds()
  const hearing = {
    isOwnEvent: (id: string) => ownEvents.has(id),
    onTokensChanged,
    onServicesChanged,
    onAlertsChanged,
    onMasterKeyChanged: () => takeOverMasterKey(settings, store, masterKey),
    onReset: (keys: readonly ResetKey[]) => {
      voice.reset(keys)
      news.reset(keys, now())
    },
  }
  const feed = new ChangeFeed({ store, pools, keepSecret, forgetSecret, ...hearing, afterId })
  await loadInto(pools, store, keepSecret, log)
  await onTokensChanged()

  const apart = options.buildFolder === undefined ? null : ledgerApart(settings.databaseUrl, options.buildFolder)
  if (apart === null && options.buildFolder !== undefined)
    log.warn('the ledger writes in the thread that serves, which slows callers down: run npm run build')
  const ledger = apart ?? ledgerHere(store)
  const days = new SharedDays(pools)
  const recorder = openRecorder(ledger, pools, days, log, now)
  const traffic = new TrafficCounts()
  const recent = new RecentAttemptCounts()
  if (!options.isUnwatched) await recent.load(store, now())
  const requests = new RecentRequests()
  const notes = new ErrorNotes(id => services.find(id))
  const probe = proberOf(services, secrets, now, notes)
  const confirmation = confirmRejections({ pools, probe, now })
  const meetsRateLimit = (id: ServiceId) => services.find(id)?.probe.meetsRateLimit ?? false
  const prober = new EarlyProber({ pools, probe, meetsRateLimit, now })
  const accountOf = (keyId: KeyId) => pools.find(keyId)?.key.account ?? null
  const keep: Hearer = events => {
    const kept = keptEvents(events, accountOf)
    for (const { id } of kept) ownEvents.add(id)
    recorder.note(kept)
  }
  hearers.push(
    events => voice.events(events),
    confirmation.hear,
    keep,
    events => news.events(events),
  )
  recorder.start()

  const pickUp = async () => {
    try {
      await feed.pickUp()
    } finally {
      await days.look(store)
    }
  }
  const recently = (at: Instant) => ({
    attempts: recent.lastHour(at),
    traffic: { minutes: recent.lastMinutes(at), services: requests.look(at) },
    news: news.newest(),
  })
  const examiners = examinersOf(services, pools, secrets, now, notes)
  const histories = new LimitHistories({ store, now })
  const checker = new KeyChecker({
    ...{ pools, meetsRateLimit, now, examine: examiners.examineKey },
    save: checks => saveKeyChecks(store, checks),
    report: error => log.warn({ error: String(error) }, 'what a check of keys found is not written yet'),
  })
  const live = {
    checks: checker,
    rehearsals: new Turns({ atOnce: 1, waitingMax: 0 }),
    pools,
    // what was done is done: a change that cannot be applied is told of by the job that tries it again
    pickUp: () => pickUp().catch(() => {}),
    historyOf: histories.peek,
    tallies: new TallyMemory(),
    recentAttempts: (at: Instant) => recent.lastHour(at),
    recently,
    ...examiners,
  }
  const ownPorts = portsOf(
    { services, pools, secrets, callers, recorder, traffic, recent, requests, news, voice, notes },
    now,
  )
  const tracing = settings.tracing && (await openTracing(settings.tracing, ownPorts, log))
  const ports = tracing?.ports ?? ownPorts
  const close = async () => {
    checker.cancel()
    await checker.idle()
    await confirmation.idle()
    await notes.flush(store).catch((error: unknown) => log.warn(String(error)))
    await recorder.close()
    await tracing?.close()
    await ledger.close()
    await callers.flushUses(uses => touchTokens(store, uses)).catch((error: unknown) => log.warn(String(error)))
    await store.close()
  }
  return {
    ...{
      settings,
      log,
      store,
      masterKey,
      services,
      pools,
      recorder,
      callers,
      prober,
      checker,
      notes,
      pickUp,
      alertHearers,
      close,
    },
    ...{ tracer: tracing?.tracer ?? null, traffic, recently, news, histories },
    stalledSince: () => feed.stalledSince,
    learnUse,
    ports,
    envProblems: envKeys.problems,
    context: operator => ({ store, masterKey, services: services.all(), live, operator, now }),
  }
}

type Hearer = (events: readonly Event[]) => void

/** Empty pools for every service; who wants to hear of events is added later. */
function openPools(services: readonly ServiceDefinition[], now: Clock): { pools: Pools; hearers: Hearer[] } {
  const hearers: Hearer[] = []
  const notify: Hearer = events => {
    for (const hear of hearers) hear(events)
  }
  const pools = new Pools({ now, notify })
  for (const { id, policy } of services) pools.setService(id, policy)
  return { pools, hearers }
}

function openRecorder(ledger: Ledger, pools: Pools, days: SharedDays, log: ServerLog, now: Clock): Recorder {
  return new Recorder({
    append: batch => ledger.append(batch),
    batchRows: ledger.batchRows,
    takeChanged: () => {
      const changed = pools.takeChanged()
      days.note(changed.keys)
      return changed
    },
    dayResetAt: keyId => pools.find(keyId)?.state.day.resetAt ?? null,
    now,
    warn: (message, detail) => log.warn(detail, message),
  })
}

function factsFor(services: ServiceRegistry, pools: Pools): PoolFacts {
  return {
    label: service => services.find(service)?.label ?? service,
    keyCount: service => pools.keyCount(service),
    failedCount: service => pools.restingCount(service),
    masked: keyId => pools.find(keyId)?.key.masked ?? '…',
  }
}

function proberOf(services: ServiceRegistry, secrets: Secrets, now: Clock, notes: ErrorNotes): Probe {
  return async (id, keyId) => {
    const service = services.find(id)
    if (!service || !secrets.has(keyId)) return 'unknown'
    const hear: HearAnswer = (headers, body) => notes.hearOwner(service, keyId, headers, body, now())
    return (await examineSecret(service, secrets.reveal(keyId), now, hear)).life
  }
}

/** What a person's test of a key asks. */
function examinersOf(
  services: ServiceRegistry,
  pools: Pools,
  secrets: Secrets,
  now: Clock,
  notes: ErrorNotes,
): Pick<Live, 'examineKey' | 'examineSecret'> {
  const examine = async (id: ServiceId, secret: string, keyId?: KeyId) => {
    const service = services.find(id)
    if (!service) throw new Error(`no service is named ${id}`)
    const hear: HearAnswer = (headers, body) => {
      if (keyId !== undefined) notes.hearOwner(service, keyId, headers, body, now())
    }
    return examineSecret(service, secret, now, hear)
  }
  return {
    examineSecret: (id, secret) => examine(id, secret),
    examineKey: async keyId => {
      const service = pools.find(keyId)?.key.service
      return service !== undefined && secrets.has(keyId) ? examine(service, secrets.reveal(keyId), keyId) : null
    },
  }
}

type Parts = Pick<Engine, 'services' | 'pools' | 'callers'> & {
  secrets: Secrets
  recorder: Recorder
  traffic: TrafficCounts
  recent: RecentAttemptCounts
  requests: RecentRequests
  news: RotationNewsFeed
  voice: RotationLog
  notes: ErrorNotes
}

function portsOf({ services, pools, secrets, callers, ...hearers }: Parts, now: Clock): GatewayPorts {
  return {
    pools,
    now,
    price: priceOf,
    hearError: (lease, signal, outcome) => hearers.notes.hear(lease, signal, outcome),
    record: attempt => {
      hearers.recorder.record(attempt)
      callers.record(attempt)
      hearers.traffic.record(attempt)
      hearers.recent.record(attempt)
      hearers.requests.record(attempt)
      hearers.news.attempt(attempt)
      hearers.voice.attempt(attempt)
    },
    reveal: keyId => secrets.reveal(keyId),
    findService: id => services.find(id),
    authenticate: token => callers.authenticate(token),
    countRequest: caller => callers.countRequest(caller),
  }
}

/** The environment's keys, made known to the database (without their secrets), and each one's secret by its id. */
async function takeEnvKeys(
  store: Store,
  masterKey: MasterKey,
  services: readonly ServiceDefinition[],
  env: Environment,
  isGuest: boolean,
): Promise<{ problems: readonly EnvProblem[]; secretOf: ReadonlyMap<KeyId, string> }> {
  const { found, problems } = findEnvKeys(env, services)
  const storable = found.map(key => storableEnvKey(masterKey, key, store.now()))
  const makeKnown = isGuest ? addEnvKeys : syncEnvKeys
  const known = await store.rawTransaction(session => makeKnown(session, storable))
  const secretOf = new Map<KeyId, string>()
  for (const [index, { entry }] of known.entries()) {
    const { name = '', secret = '' } = found[index] ?? {}
    // in use in the vault already: from there alone, or a rollover there would not be heard of
    if (entry.key.source === 'vault') {
      problems.push({
        name,
        kind: 'duplicate',
        text: `is the same key as ${entry.key.name} in the vault and was skipped`,
      })
    } else secretOf.set(entry.key.id, secret)
  }
  return { problems, secretOf }
}

async function loadInto(
  pools: Pools,
  store: Store,
  keepSecret: (loaded: LoadedKey) => boolean,
  log: ServerLog,
): Promise<void> {
  const { accounts, unreadable } = await loadEach(store, loaded => {
    if (!pools.hasService(loaded.key.service)) {
      log.warn(`key ${loaded.key.name} is left out: no service is named ${loaded.key.service}`)
      // without its secret it is of another process's environment
    } else if (keepSecret(loaded)) pools.addKey(loaded)
  })
  for (const account of accounts) pools.setAccount(account)
  if (unreadable.length > 0) log.warn(`the kept state of ${unreadable.join(', ')} is not readable: it starts afresh`)
  // what was just loaded is not news for the store
  pools.takeChanged()
}

/** Loaded only where it is asked for: who follows nothing pays nothing. */
async function openTracing(tracing: TracingSettings, ports: GatewayPorts, log: ServerLog) {
  const { traced } = await import('./tracing/traced')
  return traced(tracing, ports, message => log.warn(message))
}
