import { z } from 'zod'
import { auditPageSchema, auditQuestionSchema } from '@/lib/contract/audit'
import { changedOperatorSchema, changedTokenSchema, createdTokenSchema, undoneSchema } from '@/lib/contract/deeds'
import { healthDetailSchema, healthSchema } from '@/lib/contract/health'
import {
  changeOwnPasswordSchema,
  changePasswordSchema,
  changeRoleSchema,
  listedOperatorSchema,
  newOperatorSchema,
  operatorSelectionSchema,
} from '@/lib/contract/operator'
import { changedPriceSchema, pricesSchema, removePriceSchema, setPriceSchema } from '@/lib/contract/prices'
import { retentionSchema, settingsAnswerSchema } from '@/lib/contract/settings'
import {
  changeTokenSchema,
  newTokenSchema,
  nothingSchema,
  revokeTokenSchema,
  tokenListSchema,
} from '@/lib/contract/token'
import { undoSchema } from '@/lib/contract/undo'
import { admin, type Operation } from './operation'

const events = z.string().describe('Server-sent events: hello, change, beat, end.')
const OPEN = { method: 'GET', tag: 'Server', input: nothingSchema } as const

/** Who may come in, who did what, and the server itself. */
export const SERVER_OPERATIONS: readonly Operation[] = [
  admin('Tokens', 'GET tokens', 'viewer', 'Every client token.', nothingSchema, tokenListSchema),
  admin(
    'Tokens',
    'POST tokens',
    'admin',
    'Makes a client token; it is shown this once.',
    newTokenSchema,
    createdTokenSchema,
  ),
  admin(
    'Tokens',
    'PATCH tokens/{token}',
    'admin',
    'Changes a client token and its limits; absent fields stay.',
    changeTokenSchema,
    changedTokenSchema,
  ),
  admin('Tokens', 'POST tokens/revoke', 'admin', 'Revokes a client token.', revokeTokenSchema, changedTokenSchema),
  admin('Operators', 'GET operators', 'admin', 'Every operator.', nothingSchema, z.array(listedOperatorSchema)),
  admin('Operators', 'POST operators', 'admin', 'Adds an operator.', newOperatorSchema, changedOperatorSchema),
  admin('Operators', 'POST operators/role', 'admin', 'Changes a role.', changeRoleSchema, changedOperatorSchema),
  admin(
    'Operators',
    'POST operators/disable',
    'admin',
    'Shuts an operator out.',
    operatorSelectionSchema,
    changedOperatorSchema,
  ),
  admin(
    'Operators',
    'POST operators/enable',
    'admin',
    'Lets an operator in again.',
    operatorSelectionSchema,
    changedOperatorSchema,
  ),
  admin(
    'Operators',
    'POST operators/password',
    'admin',
    'Sets a password.',
    changePasswordSchema,
    changedOperatorSchema,
  ),
  admin(
    'Operators',
    'POST operators/end-sessions',
    'admin',
    'Ends the sessions of an operator.',
    operatorSelectionSchema,
    changedOperatorSchema,
  ),
  admin(
    'Operators',
    'POST operators/remove',
    'admin',
    'Removes an operator.',
    operatorSelectionSchema,
    changedOperatorSchema,
  ),
  admin('Operators', 'GET operators/me', 'viewer', 'Your own account.', nothingSchema, listedOperatorSchema),
  admin(
    'Operators',
    'POST operators/me/password',
    'viewer',
    'Changes your own password.',
    changeOwnPasswordSchema,
    listedOperatorSchema,
  ),
  admin(
    'Operators',
    'POST operators/me/end-sessions',
    'viewer',
    'Ends your own sessions.',
    nothingSchema,
    listedOperatorSchema,
  ),
  admin('Audit', 'GET audit', 'viewer', 'Who changed what, newest first.', auditQuestionSchema, auditPageSchema),
  admin('Audit', 'POST undo', 'admin', 'Takes a deed back.', undoSchema, undoneSchema),
  admin(
    'Server',
    'GET settings',
    'viewer',
    'How this installation is set, and what it is.',
    nothingSchema,
    settingsAnswerSchema,
  ),
  admin('Server', 'GET health', 'viewer', 'How this process is, and why.', nothingSchema, healthDetailSchema),
  admin('Server', 'GET settings/retention', 'viewer', 'How long history is kept.', nothingSchema, retentionSchema),
  admin(
    'Server',
    'PUT settings/retention',
    'admin',
    'Keeps history longer or shorter.',
    retentionSchema,
    retentionSchema,
  ),
  admin(
    'Prices',
    'GET prices',
    'viewer',
    'Prices of your own, and models in use without one.',
    nothingSchema,
    pricesSchema,
  ),
  admin('Prices', 'PUT prices', 'admin', 'Says what a model costs.', setPriceSchema, changedPriceSchema),
  admin('Prices', 'POST prices/remove', 'admin', 'Goes back to the list price.', removePriceSchema, changedPriceSchema),
  {
    ...OPEN,
    path: '/api/health',
    role: 'all',
    says: 'Whether this process serves: 200, or 503.',
    answer: healthSchema,
  },
  {
    ...OPEN,
    path: '/api/live',
    role: 'viewer',
    says: 'What changes, as it does.',
    answer: events,
    type: 'text/event-stream',
  },
  {
    ...OPEN,
    path: '/api/openapi.json',
    role: 'viewer',
    says: 'This document.',
    answer: z.looseObject({ openapi: z.string() }),
  },
  {
    ...OPEN,
    path: '/api/metrics',
    role: 'scraper',
    says: 'What is counted, as Prometheus reads it.',
    answer: z.string(),
    type: 'text/plain',
  },
]
