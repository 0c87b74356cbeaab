'use client'

import { Burger } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect } from 'react'
import { LiveBadge } from '@/components/live/live-badge'
import { PaletteButton } from '@/components/palette/palette-button'
import { AccountMenu, type SignedIn } from './account-menu'
import classes from './layout.module.css'
import { Navigation } from './navigation'
import { Wordmark } from './wordmark'

type ShellProps = { operator: SignedIn; children: ReactNode }

/** The frame around every screen: navigation at the side, on a phone behind a button, and the page. */
export function Shell({ operator, children }: ShellProps) {
  const t = useTranslations('layout')
  const [isOpen, { toggle, close }] = useDisclosure()
  const path = usePathname()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page was opened
  useEffect(close, [path])
  return (
    <>
      <a className={classes.skip} href="#content">
        {t('skip')}
      </a>
      <header className={classes.phoneBar}>
        <Burger
          opened={isOpen}
          onClick={toggle}
          size="sm"
          aria-label={t(isOpen ? 'closeNavigation' : 'openNavigation')}
          aria-expanded={isOpen}
        />
        <Wordmark />
        <span className={classes.phoneLive}>
          <LiveBadge />
        </span>
      </header>
      <nav className={classes.sidebar} data-open={isOpen || undefined} aria-label={t('navigation')}>
        <div className={classes.sidebarTop}>
          <Wordmark />
        </div>
        <div className={classes.sidebarSearch}>
          <PaletteButton />
        </div>
        <Navigation />
        <div className={classes.sidebarLive}>
          <LiveBadge />
        </div>
        <div className={classes.sidebarFoot}>
          <AccountMenu operator={operator} />
        </div>
      </nav>
      <main id="content" tabIndex={-1} className={classes.main}>
        <div className={classes.page}>{children}</div>
      </main>
    </>
  )
}
