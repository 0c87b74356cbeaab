import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { TYPING_MS } from '@/components/forms/typing'
import { keyPageQuery } from '@/lib/client/key-page'
import type { NamedKey } from '@/lib/contract/requests'
import classes from './requests.module.css'
import { useRequestWords } from './use-request-words'
import type { RequestsAddress } from './use-requests-address'

const OFFERED = 20

/** One key among up to ten thousand, found by what is typed. @param chosen the key of the address, once it is known */
export function KeyFilter({ address, chosen }: { address: RequestsAddress; chosen: NamedKey | null }) {
  const t = useTranslations('requests.filter')
  const words = useRequestWords()
  const { key, service } = address.asked
  const [typed, setTyped] = useState('')
  const [isOpen, setIsOpen] = useState(false)
  const [search] = useDebouncedValue(typed, TYPING_MS)
  const question = { service, search, size: OFFERED, sort: 'name' } as const
  const { data } = useQuery({ ...keyPageQuery(question), enabled: isOpen, refetchInterval: false })
  const label = ({ name, masked }: { name: string; masked: string }) => `${name} · ${masked}`
  const offered = data?.keys.map(each => ({ value: each.id, label: label(each) })) ?? []
  const own = { value: key ?? '', label: chosen ? label({ name: words.key(chosen), masked: chosen.masked }) : '…' }
  const isAdded = key !== undefined && !offered.some(({ value }) => value === key)
  return (
    <Select
      size="xs"
      className={classes.filter}
      label={t('key')}
      placeholder={t('any')}
      nothingFoundMessage={t('none')}
      data={isAdded ? [own, ...offered] : offered}
      // the server has searched
      filter={({ options }) => options}
      value={key ?? null}
      onChange={value => address.change({ key: value ?? undefined })}
      onSearchChange={setTyped}
      onDropdownOpen={() => {
        setTyped('')
        setIsOpen(true)
      }}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
    />
  )
}
