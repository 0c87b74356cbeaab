const SECOND_MS = 1000

/**
 * How many attempts at once, and how often one more: of one account from one address, of one address over all accounts,
 * and of one account from everywhere. An account is known by its e-mail, whether it exists or not.
 *
 * The trade-off: were an account's own number small, five wrong tries by a stranger would keep its person out. So the
 * small number is for the pair, and the account's is high enough that only a stranger with many addresses reaches it;
 * then guesses still are at most 1200 an hour, and the person competes with the stranger for each.
 */
export const SIGN_IN_LIMITS = {
  pair: { burst: 5, refillMs: 30 * SECOND_MS },
  address: { burst: 20, refillMs: 5 * SECOND_MS },
  account: { burst: 100, refillMs: 3 * SECOND_MS },
} as const

/** Names remembered per kind. Forgetting the oldest gains a guesser nothing: by then its attempts have come back. */
const NAMES_KEPT = 10_000

type Kind = keyof typeof SIGN_IN_LIMITS
const KINDS: readonly Kind[] = ['pair', 'address', 'account']

/** Who tries to come in, and from where. */
export type Trier = { account: string; address: string }

/**
 * Slows guessing: each name has a number of attempts that come back one by one. An attempt counts before it is known
 * whether it succeeds, so that many at once do not slip through.
 */
export class SignInLimit {
  /** Per kind and name the instant at which all its attempts are back. */
  readonly #fullAt: Record<Kind, Map<string, number>> = { pair: new Map(), address: new Map(), account: new Map() }

  constructor(private readonly now: () => number) {}

  /** Takes one attempt of every name. @returns 0, or in how many ms to come again (then nothing was taken) */
  take(trier: Trier): number {
    const waitMs = Math.max(...KINDS.map(kind => this.#waitMs(kind, nameOf(kind, trier))))
    if (waitMs > 0) return waitMs
    for (const kind of KINDS) this.#spend(kind, nameOf(kind, trier))
    return 0
  }

  /** A success clears the pair, so that a person's slips do not add up; a stranger elsewhere gains nothing by it. */
  succeed(trier: Trier): void {
    this.#fullAt.pair.delete(nameOf('pair', trier))
  }

  #waitMs(kind: Kind, name: string): number {
    const { burst, refillMs } = SIGN_IN_LIMITS[kind]
    const fullAt = this.#fullAt[kind].get(name) ?? 0
    return Math.max(0, fullAt - this.now() - (burst - 1) * refillMs)
  }

  #spend(kind: Kind, name: string): void {
    const names = this.#fullAt[kind]
    const fullAt = Math.max(names.get(name) ?? 0, this.now()) + SIGN_IN_LIMITS[kind].refillMs
    names.delete(name)
    names.set(name, fullAt)
    if (names.size <= NAMES_KEPT) return
    const [oldest] = names.keys()
    if (oldest !== undefined) names.delete(oldest)
  }
}

function nameOf(kind: Kind, trier: Trier): string {
  return kind === 'pair' ? JSON.stringify([trier.account, trier.address]) : trier[kind]
}
