import { Chip, CloseButton, Group, NativeSelect, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { TYPING_MS } from '@/components/forms/typing'
import { KEY_SORTS, KEY_STANDINGS, type KeyCounts, type KeySort } from '@/lib/contract/key-page'
import { nextOrder } from './key-columns'
import classes from './key-filters.module.css'
import type { KeyQuestion } from './use-key-question'

/** Search, and one chip per standing with how many keys stand so. Each acts at once and lives in the address. */
export function KeyFilters({ asked, counts }: { asked: KeyQuestion; counts: KeyCounts }) {
  const t = useTranslations('service.filters')
  const format = useFormatter()
  const { input, change } = asked
  const chosen = input.standing ?? []
  const shown = KEY_STANDINGS.filter(standing => counts[standing] > 0 || chosen.includes(standing))
  return (
    <div className={classes.filters}>
      <KeySearch asked={asked} />
      <Chip.Group multiple value={chosen} onChange={next => change({ standing: next.join(',') })}>
        <Group gap={6} role="group" aria-label={t('standings')}>
          {shown.map(standing => (
            <Chip key={standing} value={standing} size="xs" variant="outline" className={classes.chip}>
              {t(`standing.${standing}`)} <span className={classes.count}>{format.number(counts[standing])}</span>
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <NativeSelect
        className={classes.sort}
        size="xs"
        aria-label={t('sortBy')}
        value={input.sort}
        onChange={({ currentTarget }) => {
          const sort = KEY_SORTS.find(each => each === currentTarget.value)
          if (sort) change({ sort, order: nextOrder(sort, input.sort, input.order) })
        }}
      >
        <SortOptions />
      </NativeSelect>
    </div>
  )
}

function SortOptions() {
  const t = useTranslations('service')
  const name = (sort: KeySort) => t('filters.by', { what: t(`sorts.${sort}`) })
  return KEY_SORTS.map(sort => (
    <option key={sort} value={sort}>
      {name(sort)}
    </option>
  ))
}

/** What is typed acts when the hand rests for a moment. */
function KeySearch({ asked: { input, change } }: { asked: KeyQuestion }) {
  const t = useTranslations('service.filters')
  const [typed, setTyped] = useState(input.search)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the clock
  useEffect(() => {
    if (typed === input.search) return
    const timer = setTimeout(() => change({ search: typed }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <TextInput
      className={classes.search}
      size="xs"
      type="search"
      aria-label={t('search')}
      placeholder={t('search')}
      maxLength={200}
      leftSection={<Search size={14} aria-hidden />}
      rightSection={
        typed === '' ? null : <CloseButton size="xs" aria-label={t('clear')} onClick={() => setTyped('')} />
      }
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
    />
  )
}
