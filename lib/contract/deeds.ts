import { z } from 'zod'

/** What changes answer with, for programs: enough to name what was done. */

const named = { id: z.string(), service: z.string(), name: z.string(), masked: z.string() }
/** For an undo; `null` when nothing had to be done. */
const auditId = z.int().nullable()

export const namedKeySchema = z.looseObject(named)
export const editedKeySchema = z.looseObject({ ...named, auditId })
export const addedKeySchema = z.looseObject({ ...named, auditId, warnings: z.array(z.string()) })
export const rolledKeySchema = z.looseObject({ ...named, isUnusual: z.boolean() })

export const importedKeysSchema = z.looseObject({
  added: z.array(z.looseObject({ ...named, priority: z.int(), dailyLimit: z.int().nullable() })),
  skipped: z.array(
    z.looseObject({
      ...{ service: z.string(), name: z.string(), masked: z.string() },
      ...{ reason: z.string(), isRemoved: z.boolean() },
    }),
  ),
  auditId,
})

export const undoneSchema = z.looseObject({ verb: z.string(), count: z.int(), auditId })

const token = { id: z.string(), name: z.string(), masked: z.string() }
export const changedTokenSchema = z.looseObject({ ...token, auditId })
/** The token itself stands here, this once. */
export const createdTokenSchema = z.looseObject({ ...token, token: z.string() })

export const namedServiceSchema = z.looseObject({ id: z.string(), label: z.string() })
export const changedServiceSchema = z.looseObject({ id: z.string(), label: z.string(), auditId })
export const describedServiceSchema = z.looseObject({
  ...{ id: z.string(), label: z.string() },
  /** The variable its keys are read from. */
  ...{ envName: z.string(), isNew: z.boolean() },
  auditId,
})

/** Whose sessions, role or account was changed. */
export const changedOperatorSchema = z.looseObject({
  id: z.string(),
  email: z.string(),
  role: z.enum(['viewer', 'admin']),
})
