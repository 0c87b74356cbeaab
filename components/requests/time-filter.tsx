import { Select, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { DEFAULT_RANGE, REQUEST_RANGE_NAMES } from '@/lib/contract/requests'
import classes from './requests.module.css'
import type { RequestsAddress } from './use-requests-address'

const CUSTOM = 'custom'

/** The last so-and-so long, or from one instant to another. */
export function TimeFilter({ address: { asked, change } }: { address: RequestsAddress }) {
  const t = useTranslations('requests')
  const [isCustom, setIsCustom] = useState(asked.since !== undefined || asked.until !== undefined)
  const choose = (value: string | null) => {
    setIsCustom(value === CUSTOM)
    const range = value === CUSTOM || value === DEFAULT_RANGE ? undefined : (value ?? undefined)
    change({ range, ...(value !== CUSTOM && { since: undefined, until: undefined }) })
  }
  return (
    <>
      <Select
        size="xs"
        className={classes.filter}
        label={t('filter.range')}
        allowDeselect={false}
        data={[
          ...REQUEST_RANGE_NAMES.map(range => ({ value: range, label: t(`range.${range}`) })),
          { value: CUSTOM, label: t('range.custom') },
        ]}
        value={isCustom ? CUSTOM : (asked.range ?? DEFAULT_RANGE)}
        onChange={choose}
      />
      {isCustom &&
        (['since', 'until'] as const).map(end => (
          <TextInput
            key={end}
            size="xs"
            type="datetime-local"
            step={1}
            className={classes.filter}
            label={t(`filter.${end}`)}
            defaultValue={localOf(asked[end])}
            onBlur={({ currentTarget }) => change({ [end]: instantOf(currentTarget.value) })}
            onKeyDown={({ key, currentTarget }) => {
              if (key === 'Enter') change({ [end]: instantOf(currentTarget.value) })
            }}
          />
        ))}
    </>
  )
}

/** What the field wants: the browser's own time without a zone. */
function localOf(instant: string | undefined): string {
  if (instant === undefined) return ''
  const at = new Date(instant)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

function instantOf(local: string): string | undefined {
  const at = new Date(local)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
