import {
  checkRunSchema,
  checkScheduleSchema,
  keyChecksQuestionSchema,
  keyChecksSchema,
  startKeyChecksSchema,
} from '@/lib/contract/key-checks'
import { nothingSchema } from '@/lib/contract/token'
import { admin, type Operation } from './operation'

/** Checks of many keys. */
export const CHECK_OPERATIONS: readonly Operation[] = [
  admin(
    'Key checks',
    'GET key-checks',
    'viewer',
    'The check of keys under way or the last one, and what it found.',
    keyChecksQuestionSchema,
    keyChecksSchema,
  ),
  admin(
    'Key checks',
    'POST key-checks',
    'admin',
    'Begins a check of all keys, or of a service.',
    startKeyChecksSchema,
    checkRunSchema,
  ),
  admin('Key checks', 'POST key-checks/cancel', 'admin', 'Ends the check under way.', nothingSchema, checkRunSchema),
  admin(
    'Key checks',
    'GET settings/key-checks',
    'viewer',
    'How often all keys are checked.',
    nothingSchema,
    checkScheduleSchema,
  ),
  admin(
    'Key checks',
    'PUT settings/key-checks',
    'admin',
    'Checks all keys every so many hours, or never.',
    checkScheduleSchema,
    checkScheduleSchema,
  ),
]
