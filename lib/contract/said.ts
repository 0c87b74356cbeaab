import { z } from 'zod'
import { wantedBy } from './sentence'

/**
 * A sentence as a key of `messages/*.json` (in `said`) with its values, so that a screen can say it in the person's
 * language. The English sentence beside it is for programs and the command line.
 */
export const saidSchema = z.object({
  key: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type Said = z.infer<typeof saidSchema>

/** What is wrong with one field of an input: zod's code with its limits, never the value that was given. */
export const fieldIssueSchema = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  code: z.string(),
  /** Zod's own facts where it has them: `minimum`, `maximum`, `expected`, `format`, `keys`; and `say` of our own checks. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** The English sentence. */
  message: z.string(),
})
export type FieldIssue = z.infer<typeof fieldIssueSchema>

const FACTS = ['minimum', 'maximum', 'expected', 'format', 'origin'] as const

/** Every issue of a parse as a form needs it. */
export function fieldIssues(error: z.ZodError): FieldIssue[] {
  return error.issues.map(issue => {
    const facts = Object.entries(issue).filter(
      (entry): entry is [string, string | number] =>
        FACTS.some(fact => fact === entry[0]) && ['string', 'number'].includes(typeof entry[1]),
    )
    if (issue.code === 'too_small' && issue.inclusive === false) facts.push(['isExclusive', 1])
    if (issue.code === 'custom' && typeof issue.params?.say === 'string') facts.push(['say', issue.params.say])
    const path = issue.path.map(part => (typeof part === 'number' ? part : String(part)))
    // zod repeats the names of unknown fields, and a secret may have slipped into one
    const message = issue.code === 'unrecognized_keys' ? wantedBy(issue) : issue.message
    return { path, code: issue.code, values: Object.fromEntries(facts), message }
  })
}
