import { z } from 'zod'
import { CV_MAX_CHARS, cv, language, text } from './fields'
import { defineWrittenTask } from './task'

const input = z.strictObject({
  cv,
  targetLanguage: language.describe('For example: English, Azerbaijani, pt-BR.'),
  sourceLanguage: language.optional().describe('Without it: recognised from the text.'),
})

const output = z.object({
  sourceLanguage: text(60).describe('The language of the CV, by its English name.'),
  targetLanguage: text(60),
  translation: text(3 * CV_MAX_CHARS).describe('The whole CV in the target language, in the form it came in.'),
  notes: z
    .array(text(400))
    .max(12)
    .describe('Terms with no exact counterpart and how they were put; empty if there are none.'),
})

/** A CV in another language, its form kept. */
export const cvTranslation = defineWrittenTask({
  id: 'cv-translation',
  about: 'Translates a CV into another language and keeps its form.',
  input,
  output,
  temperature: 0.2,
  work: `You translate CVs. Translate \`cv\` into \`targetLanguage\` (from \`sourceLanguage\`, if given) as a native speaker in that line of work would write it: whole, with nothing added, shortened or improved.
Keep its form: plain text stays plain text with the same lines, Markdown keeps its marks, JSON keeps its keys and only its human-readable values are translated. Keep names of people and companies, e-mail addresses, URLs, telephone numbers, dates and product names as they are. Use the target language's usual words for degrees and job titles.`,
})
