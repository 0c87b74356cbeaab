import { Group, NativeSelect, Pagination } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { KEY_PAGE_SIZES, type KeyPage } from '@/lib/contract/key-page'
import classes from './service.module.css'
import type { KeyQuestion } from './use-key-question'

type PageFootProps = { page: Pick<KeyPage, 'total' | 'page' | 'size'>; asked: KeyQuestion }

/** Which part of the list is in sight, and the way to the others; nothing where all is. */
export function PageFoot({ page: { total, page, size }, asked }: PageFootProps) {
  const t = useTranslations('service.pages')
  const pageCount = Math.max(1, Math.ceil(total / size))
  if (total <= KEY_PAGE_SIZES[0]) return null
  const from = Math.min(total, (page - 1) * size + 1)
  return (
    <div className={classes.tableFoot}>
      <span>{t('shown', { from, to: Math.min(total, page * size), total })}</span>
      <Group gap="sm">
        <NativeSelect
          size="xs"
          aria-label={t('size')}
          value={String(size)}
          data={KEY_PAGE_SIZES.map(each => ({ value: String(each), label: t('perPage', { count: each }) }))}
          onChange={({ currentTarget }) => asked.change({ size: currentTarget.value })}
        />
        {pageCount > 1 && (
          <Pagination
            size="sm"
            total={pageCount}
            value={page}
            siblings={1}
            getControlProps={control => ({ 'aria-label': t(control) })}
            getItemProps={number => ({ 'aria-label': t('number', { number }) })}
            onChange={next => asked.change({ page: String(next) })}
          />
        )}
      </Group>
    </div>
  )
}
