const SECOND_MS = 1000

/** How many attempts at once, and how often one more. An account is known by its e-mail, whether it exists or not. */
export const SIGN_IN_LIMITS = {
  account: { burst: 5, refillMs: 30 * SECOND_MS },
  address: { burst: 20, refillMs: 5 * SECOND_MS },
} as const

/** Names remembered per kind. Forgetting the oldest gains a guesser nothing: by then its attempts have come back. */
const NAMES_KEPT = 10_000

type Kind = keyof typeof SIGN_IN_LIMITS

/**
 * Slows guessing: each name has a number of attempts that come back one by one. An attempt counts before it is known
 * whether it succeeds, so that many at once do not slip through.
 */
export class SignInLimit {
  /** Per kind and name the instant at which all its attempts are back. */
  readonly #fullAt: Record<Kind, Map<string, number>> = { account: new Map(), address: new Map() }

  constructor(private readonly now: () => number) {}

  /** Takes one attempt of both names. @returns 0, or in how many ms to come again (then nothing was taken) */
  take(names: Readonly<Record<Kind, string>>): number {
    const waitMs = Math.max(this.#waitMs('account', names.account), this.#waitMs('address', names.address))
    if (waitMs > 0) return waitMs
    this.#spend('account', names.account)
    this.#spend('address', names.address)
    return 0
  }

  /** A success clears the account, so that a person's slips do not add up. */
  succeed(account: string): void {
    this.#fullAt.account.delete(account)
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
