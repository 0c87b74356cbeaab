import { z } from 'zod'

/** A CV as the JSON Resume schema has it (jsonresume.org/schema, version 1.0.0); its `image` and `meta` are left out. */

const LIST_MAX = 200
const LINE_MAX = 600
const TEXT_MAX = 12_000

const line = z.string().trim().max(LINE_MAX).optional()
const prose = z.string().trim().max(TEXT_MAX).optional()
const date = z
  .string()
  .regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/, 'wanted YYYY, YYYY-MM or YYYY-MM-DD')
  .optional()
const lines = z.array(z.string().trim().min(1).max(TEXT_MAX)).max(LIST_MAX).optional()
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).max(LIST_MAX).optional()

const location = z.object({ address: line, postalCode: line, city: line, countryCode: line, region: line })
const profile = z.object({ network: line, username: line, url: line })

const basics = z.object({
  name: line,
  label: line.describe('The headline, such as Web Developer.'),
  email: line,
  phone: line,
  url: line,
  summary: prose,
  location: location.optional(),
  profiles: listOf(profile),
})

const span = { startDate: date, endDate: date.describe('Absent: it goes on.') }

export const jsonResumeSchema = z.object({
  basics: basics.optional(),
  work: listOf(
    z.object({
      name: line.describe('The employer.'),
      position: line,
      location: line,
      url: line,
      ...span,
      summary: prose,
      highlights: lines,
    }),
  ),
  volunteer: listOf(
    z.object({ organization: line, position: line, url: line, ...span, summary: prose, highlights: lines }),
  ),
  education: listOf(
    z.object({
      institution: line,
      area: line,
      studyType: line.describe('The degree.'),
      url: line,
      ...span,
      score: line,
      courses: lines,
    }),
  ),
  awards: listOf(z.object({ title: line, date, awarder: line, summary: prose })),
  certificates: listOf(z.object({ name: line, date, issuer: line, url: line })),
  publications: listOf(z.object({ name: line, publisher: line, releaseDate: date, url: line, summary: prose })),
  skills: listOf(z.object({ name: line, level: line, keywords: lines })),
  languages: listOf(z.object({ language: line, fluency: line })),
  interests: listOf(z.object({ name: line, keywords: lines })),
  references: listOf(z.object({ name: line, reference: prose })),
  projects: listOf(
    z.object({ name: line, description: prose, url: line, ...span, highlights: lines, keywords: lines, roles: lines }),
  ),
})
export type JsonResume = z.output<typeof jsonResumeSchema>
