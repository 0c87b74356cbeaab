import { z } from 'zod'
import { KEY_STATUSES, OUTCOME_KINDS } from '@/lib/engine/vocabulary'
import { CIRCUIT_KINDS, PROVENANCES, SCOPES } from './status'

/** One line of the live feed: what happened to a key or a service, and which key took the request over. */

const instant = z.iso.datetime()
const keyRef = z.object({ keyId: z.string(), masked: z.string() })

const common = { id: z.string(), at: instant, service: z.string() }
/** The request it happened to, and the key that took it over once that is known. */
const ofRequest = { requestId: z.string().nullable(), model: z.string().nullable(), next: keyRef.nullable() }

export const rotationNewsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('rested'),
    ...common,
    ...ofRequest,
    key: keyRef,
    scope: z.enum(SCOPES),
    reason: z.enum(OUTCOME_KINDS),
    provenance: z.enum(PROVENANCES),
    until: instant,
  }),
  z.object({
    kind: z.literal('out'),
    ...common,
    ...ofRequest,
    key: keyRef,
    status: z.enum(KEY_STATUSES).exclude(['active']),
  }),
  /** A failure that cost the key nothing, and the key that was tried next. */
  z.object({ kind: z.literal('passed-on'), ...common, ...ofRequest, key: keyRef, reason: z.enum(OUTCOME_KINDS) }),
  z.object({ kind: z.literal('restored'), ...common, key: keyRef }),
  z.object({
    kind: z.literal('circuit'),
    ...common,
    circuit: z.enum(CIRCUIT_KINDS).exclude(['half-open']),
    cause: z.enum(OUTCOME_KINDS).nullable(),
    until: instant.nullable(),
  }),
  /** A person ended the rests of so many keys. */
  z.object({ kind: z.literal('reset'), ...common, keyCount: z.int().min(1) }),
])
export type RotationNews = z.infer<typeof rotationNewsSchema>
