import { z } from 'zod'
import { KEY_STATUSES, OUTCOME_KINDS, STRATEGIES } from '@/lib/engine/vocabulary'
import { standingAlertSchema } from './alerts'

/** The answer of `GET /api/admin/api-keys/status`. Programs rely on it: fields may be added, none may go. */

const instant = z.iso.datetime()
const count = z.int().min(0)

export const SCOPES = ['key', 'key-model', 'account', 'account-model'] as const
export const PROVENANCES = ['hint', 'window', 'guess'] as const
export const CIRCUIT_KINDS = ['closed', 'open', 'half-open'] as const

export const scoreSchema = z.looseObject({
  total: z.number(),
  priority: z.number(),
  recentSuccess: z.number(),
  recentFailure: z.number(),
  usage: z.number(),
  recentlyUnused: z.number(),
})

export const cooldownSchema = z.looseObject({
  scope: z.enum(SCOPES),
  model: z.string().nullable(),
  reason: z.enum(OUTCOME_KINDS),
  provenance: z.enum(PROVENANCES),
  until: instant,
})

export const keyStatusSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  /** First and last characters only. */
  masked: z.string(),
  source: z.enum(['env', 'vault']),
  status: z.enum(KEY_STATUSES),
  /** Why it is not active, for people. */
  statusReason: z.string().nullable(),
  /** May it work this moment, for every request? A key that rests for one model is not available, and says so. */
  available: z.boolean(),
  /** Why not, and until when (`null`: until a person, or a request that ends, changes it). */
  unavailable: z.looseObject({ reason: z.string(), until: instant.nullable() }).nullable(),
  priority: z.int(),
  /** 999 while the key waits for a person. */
  effectivePriority: z.int(),
  account: z.string().nullable(),
  score: scoreSchema,
  usage: z.looseObject({
    /** In the service's unit, since its quota day began; of the whole account where there is one. */
    today: z.number().min(0),
    /** This key's own part of it. */
    ownToday: z.number().min(0),
    dailyLimit: z.number().nullable(),
    /** Share of `dailyLimit`, requests under way counted; 0 when unlimited. */
    ratio: z.number().min(0),
    inFlight: count,
    resetAt: instant,
  }),
  /** Attempts since the key was added: `requests = successes + failures`. */
  totals: z.looseObject({
    requests: count,
    successes: count,
    failures: count,
    tokensIn: count,
    tokensOut: count,
    costUsd: z.number().min(0),
  }),
  /** `null` before the first attempt. */
  successRate: z.number().min(0).max(1).nullable(),
  lastUsedAt: instant.nullable(),
  cooldowns: z.array(cooldownSchema),
})

export const serviceStatusSchema = z.looseObject({
  /** As its makers write it: `OpenAI`. */
  label: z.string(),
  /** What the quota counts. */
  unit: z.enum(['request', 'recipient']),
  /** A person switched it off. */
  isOff: z.boolean(),
  strategy: z.enum(STRATEGIES),
  circuit: z.enum(CIRCUIT_KINDS),
  total: count,
  /** Active and not resting, not even for one model. */
  healthy: count,
  /** No key may work now, for any request or for those of one model. */
  exhausted: z.boolean(),
  /** When the first of the keys that cannot work now returns by itself; `null` when none does. */
  nextReturnAt: instant.nullable(),
  keys: z.array(keyStatusSchema),
})

export const statusSchema = z.looseObject({
  generatedAt: instant,
  /** 0 to 100. */
  healthScore: z.number().min(0).max(100),
  services: z.record(z.string(), serviceStatusSchema),
  alerts: z.array(standingAlertSchema),
})

export type Status = z.infer<typeof statusSchema>
export type ServiceStatus = z.infer<typeof serviceStatusSchema>
export type KeyStatusView = z.infer<typeof keyStatusSchema>
