import { TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { type ChangeEvent, useState } from 'react'
import classes from './requests.module.css'
import type { RequestsAddress } from './use-requests-address'

/** One request by its id: the answer's header `x-keywheel-request-id` says it. It opens at once. */
export function RequestIdFilter({ address: { asked, change } }: { address: RequestsAddress }) {
  const t = useTranslations('requests.filter')
  const [typed, setTyped] = useState(asked.id ?? '')
  const [shown, setShown] = useState(asked.id)
  if (shown !== asked.id) {
    setShown(asked.id)
    setTyped(asked.id ?? '')
  }
  const take = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    setTyped(currentTarget.value)
    if (WHOLE_ID.test(currentTarget.value.trim())) change({ id: currentTarget.value.trim() })
    else if (currentTarget.value === '') change({ id: undefined })
  }
  return (
    <TextInput
      size="xs"
      type="search"
      className={`${classes.filter} ${classes.idFilter}`}
      label={t('id')}
      placeholder={t('idPlaceholder')}
      maxLength={200}
      spellCheck={false}
      value={typed}
      onChange={take}
      onKeyDown={({ key }) => {
        if (key === 'Enter') change({ id: typed.trim() === '' ? undefined : typed.trim() })
      }}
    />
  )
}

const WHOLE_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
