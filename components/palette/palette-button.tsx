'use client'

import { Kbd, UnstyledButton } from '@mantine/core'
import { useHotkeys, useOs } from '@mantine/hooks'
import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import classes from './palette-button.module.css'

/** Fetched when it is first wanted. */
const Palette = dynamic(() => import('./palette').then(({ Palette }) => Palette), { ssr: false })

/** Opens the palette, as does ⌘K or Ctrl+K anywhere. */
export function PaletteButton() {
  const t = useTranslations('palette')
  const [askedCount, setAskedCount] = useState(0)
  const isApple = ['macos', 'ios'].includes(useOs())
  const ask = () => setAskedCount(count => count + 1)
  useHotkeys([['mod+K', ask]], [])
  return (
    <>
      <UnstyledButton className={classes.button} onClick={ask} aria-keyshortcuts="Meta+K Control+K">
        <Search size={15} aria-hidden />
        <span className={classes.text}>{t('open')}</span>
        <Kbd size="xs" aria-hidden>
          {isApple ? '⌘ K' : 'Ctrl K'}
        </Kbd>
      </UnstyledButton>
      {askedCount > 0 && <Palette askedCount={askedCount} />}
    </>
  )
}
