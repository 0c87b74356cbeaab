import type { z } from 'zod'
import type { ListedOperator } from '@/lib/contract/operator'
import type { OwnPriceView } from '@/lib/contract/prices'
import type { RemovedKey, removedKeysInputSchema } from '@/lib/contract/removed-keys'
import type { UnknownErrorView } from '@/lib/contract/unknown-errors'
import { csvTable } from './csv-table'
import { listOperators } from './operators'
import { listOwnPrices } from './prices'
import { removedKeys } from './removed-keys'
import { unknownErrors } from './unknown-errors'

/** Lists that are short enough to be answered whole, as tables to take away. */

type Nothing = Record<string, never>

/** What operators say that models cost. */
export const PRICES_CSV = csvTable<Nothing, OwnPriceView>(
  'prices',
  {
    service: row => row.service,
    model: row => row.model,
    input_usd_per_million: row => row.inputUsd,
    output_usd_per_million: row => row.outputUsd,
    cached_input_usd_per_million: row => row.cachedInputUsd,
    unit_usd: row => row.unitUsd,
    listed_input_usd: row => row.listed?.inputUsd ?? null,
    listed_output_usd: row => row.listed?.outputUsd ?? null,
    changed_at: row => row.changedAt,
  },
  async function* (ctx) {
    yield (await listOwnPrices({ ctx })).prices
  },
)

/** The people who may sign in. */
export const OPERATORS_CSV = csvTable<Nothing, ListedOperator>(
  'operators',
  {
    id: row => row.id,
    email: row => row.email,
    name: row => row.name,
    role: row => row.role,
    created_at: row => row.createdAt,
    last_sign_in_at: row => row.lastSignInAt,
    disabled_at: row => row.disabledAt,
    has_password: row => row.hasPassword,
  },
  async function* (ctx) {
    yield await listOperators({ ctx })
  },
)

/** The keys that can still be restored, as many as the list shows. */
export const REMOVED_KEYS_CSV = csvTable<z.output<typeof removedKeysInputSchema>, RemovedKey>(
  'removed-keys',
  {
    id: row => row.id,
    service: row => row.service,
    name: row => row.name,
    masked: row => row.masked,
    account: row => row.account,
    removed_at: row => row.removedAt,
    restorable_until: row => row.restorableUntil,
  },
  async function* (ctx, input) {
    yield (await removedKeys({ ctx, input })).keys
  },
)

/** Errors that no rule knew, as many as the list shows. */
export const UNKNOWN_ERRORS_CSV = csvTable<Nothing, UnknownErrorView>(
  'unknown-errors',
  {
    id: row => row.id,
    service: row => row.service.id,
    status: row => row.status,
    outcome: row => row.outcome,
    count: row => row.count,
    first_at: row => row.firstAt,
    last_at: row => row.lastAt,
    sample: row => row.sample,
  },
  async function* (ctx) {
    yield (await unknownErrors({ ctx })).errors
  },
)
