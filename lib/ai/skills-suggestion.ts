import { z } from 'zod'
import { advertisement, language, line, text } from './fields'
import { defineWrittenTask } from './task'

const SKILLS_MAX = 80

const input = z.strictObject({
  targetRole: line.describe('The position aimed at.'),
  skills: z.array(line).max(SKILLS_MAX).default([]).describe('What the person can already.'),
  jobDescription: advertisement.optional().describe('An advertisement to measure by.'),
  language: language.default('English'),
  maxSuggestions: z.int().min(1).max(20).default(8),
})

const output = z.object({
  suggestions: z
    .array(
      z.object({
        skill: text(80),
        why: text(400).describe('Why it matters for the position.'),
        priority: z.enum(['high', 'medium', 'low']),
        nextStep: text(400).describe('One concrete way to learn or prove it.'),
      }),
    )
    .min(1)
    .max(20),
  alreadyStrong: z.array(text(80)).max(30).describe('Of the given skills, those that count most for the position.'),
})

/** What to learn, or to name, for a position. */
export const skillsSuggestion = defineWrittenTask({
  id: 'skills-suggestion',
  about: 'Suggests skills to add or learn for a position.',
  input,
  output,
  temperature: 0.4,
  work: `You advise people on skills. For the position \`targetRole\` (and \`jobDescription\`, if given), suggest at most \`maxSuggestions\` skills that are missing from \`skills\`, the most useful first, in \`language\`.
Suggest concrete skills that employers name, none that \`skills\` has under this or another name. For each say why it matters for this position and one concrete next step. Then pick from \`skills\`, as they are written there, those that already count most.`,
})
