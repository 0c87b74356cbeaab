import { useTranslations } from 'next-intl'

/** What people call a task's fields and their choices; a field without words goes by its own name. */
export function useFieldNames() {
  const t = useTranslations('playground')
  return {
    label: (name: string) => (isField(t, name) ? t(`field.${name}`) : name),
    hint: (name: string) => (isHint(t, name) ? t(`hint.${name}`) : null),
    choice: (value: string) => (isChoice(t, value) ? t(`choice.${value}`) : value),
  }
}

type Words = ReturnType<typeof useTranslations<'playground'>>
type NameOf<Part extends string> =
  Extract<Parameters<Words>[0], `${Part}.${string}`> extends `${Part}.${infer Name}` ? Name : never

/** The casts only ask: `has` answers for any text. */
function isField(t: Words, name: string): name is NameOf<'field'> {
  return t.has(`field.${name as NameOf<'field'>}`)
}

function isHint(t: Words, name: string): name is NameOf<'hint'> {
  return t.has(`hint.${name as NameOf<'hint'>}`)
}

function isChoice(t: Words, value: string): value is NameOf<'choice'> {
  return t.has(`choice.${value as NameOf<'choice'>}`)
}
