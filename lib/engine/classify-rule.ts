import type { Blame, OutcomeKind } from './vocabulary'

/**
 * One row of a service's classify table: data, so that an operator can write one too. All stated conditions must
 * hold; the first row that matches wins. Text is matched without regard to case.
 */
export type ClassifyRule = {
  /** Shown to people and in the log: `tokens per day`. */
  name: string
  /** Statuses this row speaks about; absent: any failure (400 and above, or an error inside a stream). */
  status?: readonly number[]
  /** A field of the JSON body: a dotted path, `[]` steps into each item of a list (`error.details[].reason`). */
  field?: { path: string } & TextCondition
  header?: { name: string } & TextCondition
  /** Phrases in the raw body; only where nothing structured says it. */
  text?: readonly string[]
  /** Not named `then`, which would make a promise of every row. */
  means: {
    outcome: OutcomeKind
    /** Where it differs from the outcome's usual blame. */
    blame?: Blame
    window?: 'minute' | 'day' | 'month'
    /** The upstream's delay is not to be trusted when it is shorter than this (ms). */
    minimumHintMs?: number
  }
}

/** Exactly one of them is stated; a number or boolean is compared by its text. */
export type TextCondition = { equals: readonly string[] } | { contains: readonly string[] }
