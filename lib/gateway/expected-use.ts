import { type EachRead, readEach } from '@/lib/catalog/scan'
import { type Expected, tokensOf } from './answer-watch'
import { type RequestBody, visibleBytes } from './body'

/** Where a request does not say how long its answer may get. */
export const UNSAID_TOKENS_OUT = 4096

/** About what a picture is counted as at most (Anthropic's page on vision); a page of a document is about the same. */
export const ATTACHMENT_TOKENS = 1600
/** Shorter ones are counted as text. */
const ATTACHMENT_MIN_BYTES = 1024

/** As OpenAI's two dialects and Anthropic name it, Cohere too. */
const LIMIT_FIELDS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'] as const
/** How many answers are written to one question. */
const COPY_FIELDS = ['n', 'best_of'] as const
/** Gemini's, in either of its spellings. */
const CONFIG_FIELDS = ['generationConfig', 'generation_config'] as const
/** Whose number is what mail costs. */
const MAIL_FIELDS = ['to', 'cc', 'bcc', 'personalizations'] as const
const FIELDS = [
  ...(['model', 'background', 'deferred'] as const),
  ...LIMIT_FIELDS,
  ...COPY_FIELDS,
  ...CONFIG_FIELDS,
  ...MAIL_FIELDS,
] as const

/** The fields of a body that tell what it may cost, each with all that is given for it, as raw JSON. */
export type CostFields = EachRead<(typeof FIELDS)[number]>['fields']

export function readCostFields(body: RequestBody): EachRead<(typeof FIELDS)[number]> {
  return readEach(visibleBytes(body) ?? NO_BYTES, FIELDS)
}

const NO_BYTES = Buffer.alloc(0)

/** What a request is expected to use at most; what is not seen of a body may be anything, and counts as nothing. */
export function expectedUse(body: RequestBody, fields: CostFields): Expected {
  const bytes = visibleBytes(body)
  const tokensIn = bytes === null ? 0 : questionTokens(bytes)
  const limit = largest(fields, LIMIT_FIELDS, GEMINI_LIMIT) ?? UNSAID_TOKENS_OUT
  const copies = Math.max(1, largest(fields, COPY_FIELDS, GEMINI_COPIES) ?? 1)
  return { tokensIn, tokensOut: limit * copies }
}

const OPEN_BRACE = 0x7b
const QUOTE = 0x22

function questionTokens(bytes: Buffer): number {
  const isJson = bytes.subarray(0, 16).toString('latin1').trimStart().charCodeAt(0) === OPEN_BRACE
  if (!isJson) return Math.min(tokensOf(bytes.length), ATTACHMENT_TOKENS)
  let textBytes = bytes.length
  let attachments = 0
  for (const mark of ATTACHMENT_MARKS) {
    for (const length of attachmentLengths(bytes, mark)) {
      textBytes -= length
      attachments += 1
    }
  }
  return tokensOf(textBytes) + attachments * ATTACHMENT_TOKENS
}

/** What stands before the letters of an attachment: in a URL of OpenAI's, in a field `data` or `file_data` of all. */
const ATTACHMENT_MARKS = [';base64,', 'data":"', 'data": "'] as const
const LOOKED_AT_BYTES = 256
const BASE64 = /^[\w+/\\=-]+$/

function* attachmentLengths(bytes: Buffer, mark: string): Generator<number> {
  let at = bytes.indexOf(mark)
  while (at !== -1) {
    const start = at + mark.length
    const quote = bytes.indexOf(QUOTE, start)
    const end = quote === -1 ? bytes.length : quote
    const isLong = end - start >= ATTACHMENT_MIN_BYTES
    if (isLong && BASE64.test(bytes.toString('latin1', start, start + LOOKED_AT_BYTES))) yield end - start
    at = bytes.indexOf(mark, end)
  }
}

const GEMINI_LIMIT = /"max_?output_?tokens"\s{0,8}:\s{0,8}(\d{1,9})/i
const GEMINI_COPIES = /"candidate_?count"\s{0,8}:\s{0,8}(\d{1,9})/i

/** The largest count at some fields, or in Gemini's configuration; `null`: none is said. */
function largest(
  fields: CostFields,
  names: readonly (typeof FIELDS)[number][],
  inConfiguration: RegExp,
): number | null {
  const said = names.flatMap(name => fields.get(name) ?? []).filter(text => /^\d{1,12}$/.test(text))
  const configured = CONFIG_FIELDS.flatMap(name => fields.get(name) ?? []).flatMap(
    text => inConfiguration.exec(text)?.[1] ?? [],
  )
  let most: number | null = null
  for (const text of said.concat(configured)) most = Math.max(most ?? 0, Number(text))
  return most
}
