import { z } from 'zod'
import { advertisement, cv, language, line, text, tone } from './fields'
import { defineWrittenTask } from './task'

const input = z.strictObject({
  cv,
  role: line.describe('The position applied for.'),
  company: line,
  jobDescription: advertisement.optional().describe('The advertisement.'),
  recipient: line.optional().describe('Whom the letter addresses.'),
  language: language.default('English'),
  tone,
  maxWords: z.int().min(100).max(600).default(280),
})

const output = z.object({
  subject: text(200),
  greeting: text(200),
  paragraphs: z.array(text(3000)).min(2).max(8),
  closing: text(200).describe('The formula at the end, without the name.'),
  signature: text(160).describe('The name as the CV gives it.'),
})

/** A letter that goes with a CV to one employer. */
export const coverLetter = defineWrittenTask({
  id: 'cover-letter',
  about: 'Writes a cover letter for one position.',
  input,
  output,
  temperature: 0.6,
  work: `You write cover letters. From \`cv\`, write a letter of at most \`maxWords\` words in \`language\` and in the tone \`tone\` to apply for \`role\` at \`company\`, addressed to \`recipient\` if it is given, and answering \`jobDescription\` if it is given.
Say in the first paragraph which position it is and why this person fits it; then two or three matches between the position's demands and the CV's own results; then a short end that asks for a conversation. Follow the letter conventions of \`language\`. Do not claim what the CV lacks; rather leave that demand out.`,
})
