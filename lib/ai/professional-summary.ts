import { z } from 'zod'
import { cv, language, line, text, tone } from './fields'
import { defineWrittenTask } from './task'

const input = z.strictObject({
  cv,
  targetRole: line.optional().describe('The position the summary is for.'),
  language: language.default('English'),
  tone,
  maxWords: z.int().min(30).max(200).default(90),
})

const output = z.object({
  headline: text(160).describe('One line: who this is.'),
  summary: text(2500).describe('The summary, in the first person implied, without “I”.'),
  keywords: z.array(text(60)).max(12).describe('Terms of the trade that the CV supports.'),
})

/** The few sentences at the head of a CV. */
export const professionalSummary = defineWrittenTask({
  id: 'professional-summary',
  about: 'Writes the professional summary at the head of a CV.',
  input,
  output,
  temperature: 0.5,
  work: `You write professional summaries for CVs. From \`cv\`, write a headline and a summary of at most \`maxWords\` words in \`language\` and in the tone \`tone\`, for the position \`targetRole\` if it is given.
Begin with what the person is and the years of experience if the CV shows them, then the strengths that matter for the position, proven by the CV's own results. No clichés such as "results-driven" or "team player", no lists, no salutation.`,
})
