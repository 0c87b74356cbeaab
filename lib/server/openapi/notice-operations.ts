import { z } from 'zod'
import { bulkAnswerSchema } from '@/lib/contract/key-edit'
import { serviceSelectionSchema } from '@/lib/contract/service'
import { siblingListSchema, siblingSelectionSchema } from '@/lib/contract/siblings'
import { nothingSchema } from '@/lib/contract/token'
import {
  classifiedSchema,
  classifyUnknownSchema,
  unknownErrorsSchema,
  unknownSelectionSchema,
} from '@/lib/contract/unknown-errors'
import { admin, type Operation } from './operation'

/** `auditId`: for an undo. */
const dismissedSchema = z.looseObject({ auditId: z.int().nullable() })

/** What was noticed in upstreams' answers, for a person to decide. */
export const NOTICE_OPERATIONS: readonly Operation[] = [
  admin(
    'Services',
    'GET unknown-errors',
    'viewer',
    'Errors that no rule knew, the most frequent first.',
    nothingSchema,
    unknownErrorsSchema,
  ),
  admin(
    'Services',
    'POST unknown-errors/classify',
    'admin',
    'Makes a rule of what an unknown error means.',
    classifyUnknownSchema,
    classifiedSchema,
  ),
  admin(
    'Services',
    'POST unknown-errors/dismiss',
    'admin',
    'Takes an unknown error off the list.',
    unknownSelectionSchema,
    dismissedSchema.extend({ id: z.string() }),
  ),
  admin(
    'Services',
    'GET services/{service}/siblings',
    'viewer',
    'Keys of a service that its answers say share one quota.',
    serviceSelectionSchema,
    siblingListSchema,
  ),
  admin(
    'Services',
    'POST services/{service}/siblings',
    'admin',
    'Gives keys that share one quota the same account.',
    siblingSelectionSchema,
    bulkAnswerSchema,
  ),
  admin(
    'Services',
    'POST services/{service}/siblings/dismiss',
    'admin',
    'Proposes these keys no longer.',
    siblingSelectionSchema,
    dismissedSchema.extend({ owner: z.string() }),
  ),
]
