import { z } from 'zod'
import { KEY_FILE_FORMATS, KEY_TEXT_MAX_LENGTH, serviceIdSchema } from './key-import'
import { fieldIssueSchema } from './said'

/** What pasted text, or a file, would add: asked with its secrets, answered without them. */

export const previewKeysSchema = z.strictObject({
  text: z.string().max(KEY_TEXT_MAX_LENGTH),
  /** By the content when absent. */
  format: z.enum(KEY_FILE_FORMATS).optional(),
  /** For rows that name none and whose key does not tell it. */
  service: serviceIdSchema.optional(),
  /** A person's word on single rows, by their line. */
  services: z.record(z.string().regex(/^\d+$/), serviceIdSchema).default({}),
})
export type PreviewKeysInput = z.input<typeof previewKeysSchema>

/** Something odd about a line that gives no key. */
export const REMARK_CODES = [
  'no-assignment',
  'blank',
  'open-quote',
  'no-columns',
  'too-many-cells',
  'bad-json',
  'no-list',
  'no-object',
  'given-twice',
  'too-many-rows',
  'no-key',
  'no-service',
  'bad-field',
  'repeated',
  'unusual',
] as const
export type RemarkCode = (typeof REMARK_CODES)[number]

/**
 * `new`: may be imported; `known`: its secret is kept already; `removed`: it was, and may be restored; `repeated`: an
 * earlier line has it; `no-service`: nobody said whose it is; `malformed`: see `issues`.
 */
export const ROW_STATES = ['new', 'known', 'removed', 'repeated', 'no-service', 'malformed'] as const

export const previewRowSchema = z.object({
  line: z.int(),
  /** Where the secret stands in `plainKeyText` of the text, for whoever has the text; `null`: it is written otherwise. */
  span: z.tuple([z.int(), z.int()]).nullable(),
  state: z.enum(ROW_STATES),
  service: z.string().nullable(),
  /** It was told from the key's format. */
  isGuessed: z.boolean(),
  /** It does not look like a key of its service; used all the same. */
  isUnusual: z.boolean(),
  name: z.string(),
  masked: z.string(),
  /** What the row says beside: priority, limits, labels. */
  settings: z.record(z.string(), z.unknown()),
  issues: z.array(fieldIssueSchema),
  /** The key that has this secret. */
  known: z.object({ id: z.string(), name: z.string() }).nullable(),
})
export type PreviewRow = z.infer<typeof previewRowSchema>

export const keyPreviewSchema = z.object({
  format: z.enum(KEY_FILE_FORMATS),
  rows: z.array(previewRowSchema),
  remarks: z.array(z.object({ line: z.int(), code: z.enum(REMARK_CODES) })),
})
export type KeyPreview = z.infer<typeof keyPreviewSchema>
