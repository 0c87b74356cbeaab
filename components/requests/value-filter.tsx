import { Select } from '@mantine/core'
import { useFormatter, useTranslations } from 'next-intl'
import type { Filter } from './request-asked'
import classes from './requests.module.css'
import { useRequestWords } from './use-request-words'
import type { RequestsAddress } from './use-requests-address'

export type Option = { value: string; label: string; count: number }

type ValueFilterProps = { filter: Exclude<Filter, 'key'>; options: readonly Option[]; address: RequestsAddress }

/** One filter by value. What the time has none of is left out, but for what is chosen. */
export function ValueFilter({ filter, options, address }: ValueFilterProps) {
  const t = useTranslations('requests.filter')
  const format = useFormatter()
  const labelOf = useValueWords()
  const chosen = address.asked[filter] ?? null
  const isListed = chosen === null || options.some(({ value }) => value === chosen)
  const all = isListed ? options : [...options, { value: chosen, label: labelOf(filter, chosen), count: 0 }]
  const countOf = new Map(all.map(({ value, count }) => [value, count]))
  return (
    <Select
      size="xs"
      className={classes.filter}
      label={t(filter)}
      placeholder={t('any')}
      nothingFoundMessage={t('none')}
      data={all.map(({ value, label }) => ({ value, label }))}
      value={chosen}
      onChange={value => address.change({ [filter]: value ?? undefined })}
      searchable={all.length > 8}
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      maxDropdownHeight={340}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <span>{option.label}</span>
          <span className={classes.count}>{format.number(countOf.get(option.value) ?? 0)}</span>
        </span>
      )}
    />
  )
}

/** A value that the time does not have, in words all the same. */
function useValueWords(): (filter: Exclude<Filter, 'key'>, value: string) => string {
  const words = useRequestWords()
  return (filter, value) => {
    if (filter === 'ending') return words.endingOf(value)
    return filter === 'outcome' ? words.outcome(value) : value
  }
}
