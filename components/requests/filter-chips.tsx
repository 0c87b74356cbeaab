import { Pill, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { requestFacetsQuery } from '@/lib/client/requests'
import type { Facets } from '@/lib/contract/requests'
import { type AskedField, FILTERS, facetsAsked } from './request-asked'
import classes from './requests.module.css'
import { useRequestWords } from './use-request-words'
import type { RequestsAddress } from './use-requests-address'

/** The filters in force; each goes with a click. */
export function FilterChips({ address: { asked, change } }: { address: RequestsAddress }) {
  const t = useTranslations('requests')
  const { data } = useQuery(requestFacetsQuery(facetsAsked(asked)))
  const say = useChipWords(data)
  const chips = CHIPPED.flatMap(field => {
    const value = asked[field]
    return value === undefined ? [] : [{ field, value: say(field, value) }]
  })
  if (chips.length === 0) return null
  const clear = Object.fromEntries(chips.map(({ field }) => [field, undefined]))
  return (
    <fieldset className={classes.chips} aria-label={t('chips.list')}>
      {chips.map(({ field, value }) => (
        <Pill
          key={field}
          size="md"
          withRemoveButton
          onRemove={() => change({ [field]: undefined })}
          removeButtonProps={{
            'aria-label': t('chips.remove', { filter: t(`filter.${field}`), value }),
            'aria-hidden': false,
            tabIndex: 0,
          }}
        >
          <span className={classes.chipName}>{t(`filter.${field}`)}</span> {value}
        </Pill>
      ))}
      <UnstyledButton className={classes.clear} onClick={() => change(clear)}>
        {t('chips.all')}
      </UnstyledButton>
    </fieldset>
  )
}

const CHIPPED = [...FILTERS, 'since', 'until', 'id'] as const satisfies readonly AskedField[]

function useChipWords(facets: Facets | undefined): (field: (typeof CHIPPED)[number], value: string) => string {
  const words = useRequestWords()
  const labelOf = (dimension: 'service' | 'caller', id: string) =>
    facets?.[dimension].find(({ value }) => value === id)?.label ?? null
  return (field, value) => {
    switch (field) {
      case 'ending':
        return words.endingOf(value)
      case 'outcome':
        return words.outcome(value)
      case 'service':
        return labelOf('service', value) ?? value
      case 'caller':
        return words.caller({ id: value, name: labelOf('caller', value) })
      case 'key':
        return facets?.key ? words.key(facets.key) : '…'
      case 'since':
      case 'until':
        return words.time(Date.parse(value))
      default:
        return value
    }
  }
}
