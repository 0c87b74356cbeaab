import { z } from 'zod'
import { cv, language, line, text } from './fields'
import { defineWrittenTask } from './task'

const input = z.strictObject({
  cv,
  targetRole: line.optional().describe('The position the skills are chosen for.'),
  language: language.default('English'),
  maxSkills: z.int().min(3).max(60).default(24),
})

const output = z.object({
  groups: z
    .array(
      z.object({
        name: text(80).describe('What these skills have in common.'),
        skills: z
          .array(
            z.object({
              name: text(80),
              level: z.enum(['beginner', 'intermediate', 'advanced', 'expert']).optional(),
              evidence: text(300).describe('Where the CV shows it, in a few words.'),
            }),
          )
          .min(1)
          .max(30),
      }),
    )
    .min(1)
    .max(12),
})

/** The skills section of a CV, each with its evidence. */
export const skillsGeneration = defineWrittenTask({
  id: 'skills-generation',
  about: 'Makes the skills section of a CV from what the CV shows.',
  input,
  output,
  temperature: 0.3,
  work: `You make the skills section of a CV. From \`cv\`, gather at most \`maxSkills\` skills that it states or plainly shows by work done, in \`language\`, grouped in a few groups, the most useful for \`targetRole\` (if given) first.
Name skills as employers do (PostgreSQL, not "databases"); each once. Give a level only where the CV lets one judge it, and as evidence the place that shows the skill.`,
})
