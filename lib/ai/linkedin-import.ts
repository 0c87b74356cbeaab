import { z } from 'zod'
import { AI_FILES_MAX_BYTES } from '@/lib/contract/ai'
import { plainLine } from '@/lib/contract/plain-line'
import { instructionsFor } from './instructions'
import { type JsonResume, jsonResumeSchema } from './json-resume'
import type { GivenFile, Material } from './linkedin/files'
import { resumeOf } from './linkedin/resume'
import { TEXT_MAX_CHARS } from './linkedin/text-limit'
import { UnreadableFile, unreadable } from './linkedin/unreadable-file'
import { type AiTools, defineTask, type Plan } from './task'

const FILES_MAX = 30
const NAME_MAX_CHARS = 200
/** Four characters for three bytes. */
const CONTENT_MAX_CHARS = Math.ceil(AI_FILES_MAX_BYTES / 3) * 4

const file = z.strictObject({
  name: plainLine().min(1).max(NAME_MAX_CHARS),
  content: z.base64().max(CONTENT_MAX_CHARS, 'wanted at most 10 MB').describe('The bytes in base64.'),
})

const input = z
  .strictObject({
    text: z.string().trim().max(TEXT_MAX_CHARS).optional().describe('The text of a profile.'),
    files: z
      .array(file)
      .max(FILES_MAX)
      .optional()
      .describe('The ZIP or CSV files of LinkedIn’s own export, the PDF that LinkedIn saves, or text files.'),
  })
  .refine(({ text, files }) => Boolean(text) || Boolean(files?.length), {
    error: 'wanted text or files',
    path: ['text'],
    params: { say: 'textOrFiles' },
  })

const WORK = `You turn the profile of a person, as LinkedIn shows or saves it, into a structured CV. \`profile\` is its text, with the page numbers, headings and column order of a print; put it together by its sense.
Fill the fields of the schema with what the text states, in its own language and words. Dates are YYYY-MM or YYYY; leave out the end of what goes on. Split the bullet points of a position into \`highlights\`.`

/** A LinkedIn profile as a JSON Resume document. What the export's tables state is taken from them, without a model. */
export const linkedinImport = defineTask({
  id: 'linkedin-import',
  about: 'Turns a LinkedIn profile (text, PDF, or LinkedIn’s export as ZIP or CSV) into a JSON Resume document.',
  input,
  output: jsonResumeSchema,
  plan: async ({ text = '', files = [] }, tools) => {
    try {
      return planFor(await gather(text, files, tools), files[0]?.name ?? '')
    } catch (error) {
      if (error instanceof UnreadableFile) return { kind: 'unreadable', trouble: error.trouble }
      throw error
    }
  },
})

const NOTHING: Material = { sheets: {}, texts: [] }

async function gather(text: string, files: readonly z.output<typeof file>[], tools: AiTools): Promise<Material> {
  const given = files.map(({ name, content }): GivenFile => ({ name, bytes: Buffer.from(content, 'base64') }))
  let left = AI_FILES_MAX_BYTES
  for (const { name, bytes } of given) {
    left -= bytes.length
    if (left < 0) throw unreadable('too-large', name)
  }
  const { sheets, texts } = given.length === 0 ? NOTHING : await tools.readFiles(given)
  return { sheets, texts: text === '' ? texts : [text, ...texts] }
}

function planFor({ sheets, texts }: Material, name: string): Plan {
  const stated = resumeOf(sheets)
  const profile = texts.join('\n\n')
  if (profile.length > TEXT_MAX_CHARS || !jsonResumeSchema.safeParse(stated).success)
    throw unreadable('too-large', name)
  if (profile === '') return { kind: 'known', result: stated }
  return {
    kind: 'ask',
    question: {
      instructions: instructionsFor(WORK, jsonResumeSchema),
      material: { profile },
      temperature: 0.1,
      answer: jsonResumeSchema,
      finish: answer => merge(stated, jsonResumeSchema.parse(answer)),
    },
  }
}

/** The tables are surer than a reading: what they state stands, and the reading fills the rest. */
function merge(stated: JsonResume, read: JsonResume): JsonResume {
  const basics = { ...read.basics, ...stated.basics }
  return { ...read, ...stated, ...(Object.keys(basics).length > 0 && { basics }) }
}
