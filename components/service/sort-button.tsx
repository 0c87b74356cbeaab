import { UnstyledButton } from '@mantine/core'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { KeySort } from '@/lib/contract/key-page'
import { nextOrder } from './key-columns'
import classes from './key-table.module.css'
import type { KeyQuestion } from './use-key-question'

/** The head of a column: a press sorts by it, another one the other way round. */
export function SortButton({ sort, asked }: { sort: KeySort; asked: KeyQuestion }) {
  const t = useTranslations('service.sorts')
  const { input, change } = asked
  const isSorted = input.sort === sort
  const Arrow = input.order === 'asc' ? ChevronUp : ChevronDown
  return (
    <UnstyledButton
      className={classes.sort}
      data-sorted={isSorted || undefined}
      onClick={() => change({ sort, order: nextOrder(sort, input.sort, input.order) })}
    >
      {t(sort)}
      {isSorted && <Arrow size={12} aria-hidden />}
    </UnstyledButton>
  )
}
