'use client'

import { ActionIcon } from '@mantine/core'
import { EllipsisVertical } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { type KeyInHand, useKeyDeeds } from './key-deeds'
import classes from './key-dialogs.module.css'

const fetchList = () => import('./key-menu-list').then(({ KeyMenuList }) => KeyMenuList)
/** Fetched when a hand or the focus comes near the first button. */
const KeyMenuList = dynamic(fetchList, { ssr: false })

/** What can be done to a key, each with what will happen. Nothing for a viewer. */
export function KeyMenu({ keyInHand }: { keyInHand: KeyInHand }) {
  const t = useTranslations('keys')
  const inHand = useKeyDeeds()
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  // The menu closes when a hand goes down beside it; the same hand must not open it again.
  const wasOpen = useRef(false)
  if (inHand === null) return null
  const close = () => {
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    <span className={classes.menu}>
      <ActionIcon
        ref={button}
        variant="subtle"
        color="gray"
        aria-label={t('menu', { name: keyInHand.name })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPointerEnter={fetchList}
        onFocus={fetchList}
        onPointerDown={() => {
          wasOpen.current = isOpen
        }}
        onClick={() => {
          setIsOpen(!wasOpen.current)
          wasOpen.current = false
        }}
      >
        <EllipsisVertical size={16} aria-hidden />
      </ActionIcon>
      {isOpen && <KeyMenuList keyInHand={keyInHand} onClose={close} {...inHand} />}
    </span>
  )
}
