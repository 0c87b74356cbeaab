import type { Attempt } from '@/lib/engine/attempt'
import type { CallerLimits, CallerUse, Overrun } from '@/lib/engine/caller-limits'
import type { Instant } from '@/lib/engine/vocabulary'
import type { BudgetRequest, BudgetVerdict, Caller } from '@/lib/gateway/admit'
import { othersRanSince, readHeldElsewhere, SILENT_AFTER_MS, shareHeld } from '@/lib/store/server-runs'
import type { RawSession } from '@/lib/store/session'
import type { ClientToken, TokenUse } from '@/lib/store/tokens'
import { hashToken } from '@/lib/vault/fingerprint'
import type { MasterKey } from '@/lib/vault/master-key'
import { CallerMeter } from './caller-meter'
import { type PriceBook, UNKNOWN_RATE } from './price'

/** Tokens remembered as valid, so that no hash is computed for every request. */
const TOKENS_KEPT = 1000

/** The id under which the environment's client token is recorded. */
const ENV_CALLER_ID = 'env:KEYWHEEL_CLIENT_TOKEN'

type Known = { caller: Caller; expiresAt: Instant | null }

/** Who may use the gateway. Tokens are known by their keyed hash; a change takes effect with the next request. */
export class Callers {
  private byHash = new Map<string, Known>()
  /** By the token itself, valid ones only: guesses fill nothing, and no hash is made for each request. */
  private readonly recognised = new Map<string, Known>()
  private readonly masterKey: MasterKey
  private readonly envToken: string | null
  private readonly now: () => Instant
  private used = new Map<string, TokenUse>()
  private readonly meter = new CallerMeter()
  /** What other processes were last told. */
  private heldShared = '[]'

  constructor(masterKey: MasterKey, envToken: string | null, now: () => Instant) {
    this.masterKey = masterKey
    this.envToken = envToken
    this.now = now
    this.replace([])
  }

  /** Takes the tokens as they are now; revoked ones are forgotten at once. */
  replace(tokens: readonly ClientToken[]): void {
    this.byHash = new Map(
      tokens
        .filter(({ revokedAt }) => revokedAt === null)
        .map(({ id, hash, services, expiresAt, ...limits }) => [
          hash,
          { caller: { id, services, ...budgetOf(limits) }, expiresAt },
        ]),
    )
    if (this.envToken !== null) {
      const caller: Caller = { id: ENV_CALLER_ID, services: null }
      this.byHash.set(hashToken(this.masterKey, this.envToken), { caller, expiresAt: null })
    }
    this.recognised.clear()
    this.meter.replace(new Map<string, CallerLimits>(tokens.map(token => [token.id, token])), this.now())
  }

  /** Counts a request of a caller in, or says which of its limits keeps it out. */
  countRequest({ id }: Caller): Overrun | null {
    return this.meter.count(id, this.now())
  }

  /** Holds what a request of a caller with a budget may cost; one that is not let in after all does not count. */
  holdBudget(request: BudgetRequest, prices: PriceBook): BudgetVerdict | null {
    const { caller } = request
    const verdict =
      request.uncounted && !isUnpaid(request, prices)
        ? { kind: 'uncounted' as const, why: request.uncounted }
        : this.hold(request, prices)
    if (verdict !== null) this.meter.giveBack(caller, this.now())
    return verdict
  }

  private hold(request: BudgetRequest, prices: PriceBook): BudgetVerdict | null {
    const usd = expectedUsd(request, prices)
    if (usd === null) return UNPRICED
    if (usd === 0 && request.isFree) return null
    const held = this.meter.hold(request.caller, request.requestId, usd, this.now())
    return held && { kind: 'held', ...held }
  }

  releaseBudget(requestId: string): void {
    this.meter.release(requestId)
  }

  /** Hears of an attempt when it is handed to the recorder. */
  record(attempt: Attempt): void {
    this.meter.record(attempt, this.now())
  }

  /** Takes what callers used as the database has it; where nobody is limited it is not asked. */
  async learnUse(read: (at: Instant) => Promise<ReadonlyMap<string, CallerUse>>): Promise<void> {
    if (!this.meter.hasAny()) return
    const at = this.now()
    this.meter.learn(await read(at), at)
  }

  /**
   * Tells other processes what is held here of budgets, and hears what they hold; where nobody has a budget, and where no
   * other process runs, nothing is written.
   */
  async shareHeld(store: RawSession): Promise<void> {
    if (!this.meter.hasBudgets()) return
    const now = this.now()
    const held = this.meter.held(now)
    if (!(await othersRanSince(store, now - SILENT_AFTER_MS))) return this.meter.hearHeld(NOTHING_HELD)
    const text = JSON.stringify([...held])
    if (text !== this.heldShared && (await shareHeld(store, held))) this.heldShared = text
    this.meter.hearHeld(await readHeldElsewhere(store))
  }

  /** The caller behind a token, or `null`. */
  authenticate(token: string): Caller | null {
    const known = this.recognised.get(token) ?? this.recognise(token)
    if (!known) return null
    const now = this.now()
    if (known.expiresAt !== null && now >= known.expiresAt) return null
    this.noteUses(known.caller.id, now, 1)
    return known.caller
  }

  /** Hands over how often each token was used since the last time; what cannot be written is kept for the next. */
  async flushUses(write: (uses: ReadonlyMap<string, TokenUse>) => Promise<void>): Promise<void> {
    const uses = this.used
    this.used = new Map()
    try {
      await write(uses)
    } catch (error) {
      for (const [id, { lastAt, count }] of uses) this.noteUses(id, lastAt, count)
      throw error
    }
  }

  private noteUses(id: string, lastAt: Instant, count: number): void {
    const use = this.used.get(id)
    if (!use) this.used.set(id, { lastAt, count })
    else {
      use.lastAt = Math.max(use.lastAt, lastAt)
      use.count += count
    }
  }

  hasAny(): boolean {
    return this.byHash.size > 0
  }

  private recognise(token: string): Known | undefined {
    const known = this.byHash.get(hashToken(this.masterKey, token))
    if (!known) return undefined
    if (this.recognised.size >= TOKENS_KEPT) this.recognised.clear()
    this.recognised.set(token, known)
    return known
  }
}

const NOTHING_HELD = new Map<string, number>()

const UNPRICED: BudgetVerdict = { kind: 'unpriced' }

function budgetOf({ budgetUsdPerMonth }: Pick<CallerLimits, 'budgetUsdPerMonth'>): Pick<Caller, 'hasBudget'> {
  return budgetUsdPerMonth === null ? {} : { hasBudget: true }
}

/** Mail without a price costs nothing by the piece, as on a plan by the month. */
const NO_RATE = { inUsd: 0, outUsd: 0, unitUsd: 0 }

function isUnpaid({ service, model }: BudgetRequest, prices: PriceBook): boolean {
  return service.unit === 'recipient' && prices.rateOf(service.id, model) === null
}

/** What a request may cost; `null`: nobody can say. */
function expectedUsd({ service, model, units, expected, isFree }: BudgetRequest, prices: PriceBook): number | null {
  const { statesCost, unit } = service
  const unknown = statesCost === true ? UNKNOWN_RATE : unit === 'recipient' || isFree ? NO_RATE : null
  const rate = prices.rateOf(service.id, model) ?? unknown
  if (rate === null) return null
  return expected.tokensIn * rate.inUsd + expected.tokensOut * rate.outUsd + units * rate.unitUsd
}
