'use client'

import { Button } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useKeyDeeds } from './key-deeds'
import { useDeed } from './use-deed'

type RestoreButtonProps = { keyId: string; name: string; onRestored?: () => void }

/** Brings a removed key back. Nothing for a viewer. */
export function RestoreButton(props: RestoreButtonProps) {
  const inHand = useKeyDeeds()
  return inHand && <RestoreButtonOf {...props} deeds={inHand.deeds} />
}

type OfAdmin = RestoreButtonProps & Pick<NonNullable<ReturnType<typeof useKeyDeeds>>, 'deeds'>

function RestoreButtonOf({ keyId, name, onRestored, deeds }: OfAdmin) {
  const t = useTranslations('keys.restore')
  const { run } = useDeed(deeds.undo)
  const [isBusy, setIsBusy] = useState(false)
  const restore = async () => {
    setIsBusy(true)
    const result = await run(deeds.restore, { keyId }, t('done', { name }))
    setIsBusy(false)
    if (result === 'done') onRestored?.()
  }
  return (
    <Button size="compact-sm" variant="default" loading={isBusy} onClick={() => void restore()}>
      {t('action')}
    </Button>
  )
}
