import { type KeyPageInput, type KeyPageQuestion, keyPageInputSchema } from '@/lib/contract/key-page'

/** The part of a question that stands in the address. */
const FIELDS = ['search', 'standing', 'sort', 'order', 'page', 'size'] as const
export type QuestionField = (typeof FIELDS)[number]

/** Which keys are looked at. */
export type AskedKeys = {
  /** As it is asked. */
  question: KeyPageQuestion
  /** The same with what is left out filled in. */
  input: KeyPageInput
}

/** The question an address asks; what cannot be understood in it is left out. */
export function keyQuestionOf(
  service: string,
  parameters: Readonly<Record<string, string | string[] | undefined>>,
): AskedKeys {
  const given = FIELDS.flatMap(field => {
    const value = parameters[field]
    const isGood = typeof value === 'string' && keyPageInputSchema.safeParse({ [field]: value }).success
    return isGood ? [[field, value] as const] : []
  })
  const question = keyPageInputSchema.parse({ service, ...Object.fromEntries(given) })
  return { question: { service, ...Object.fromEntries(given) }, input: question }
}
