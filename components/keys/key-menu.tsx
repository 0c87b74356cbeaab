'use client'

import { ActionIcon, Menu } from '@mantine/core'
import { EllipsisVertical, FlaskConical, KeyRound, Pause, Pencil, Play, RotateCcw, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { type KeyInHand, useKeyDeeds } from './key-deeds'
import classes from './key-dialogs.module.css'
import { useDeed } from './use-deed'

type KeyMenuProps = { keyInHand: KeyInHand }

/** What can be done to a key, each with what will happen. Nothing for a viewer. */
export function KeyMenu({ keyInHand }: KeyMenuProps) {
  const inHand = useKeyDeeds()
  return inHand && <KeyMenuOf keyInHand={keyInHand} {...inHand} />
}

function KeyMenuOf({ keyInHand: key, deeds, open }: KeyMenuProps & NonNullable<ReturnType<typeof useKeyDeeds>>) {
  const t = useTranslations('keys')
  const { run } = useDeed(deeds.undo)
  const selection = { keyId: key.id }
  const { name } = key
  return (
    <Menu position="bottom-end" width={290} shadow="md" returnFocus>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('menu', { name })}>
          <EllipsisVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Entry
          icon={<Pencil />}
          words={t('edit.action')}
          explain={t('edit.explain')}
          onClick={() => open({ kind: 'edit', key })}
        />
        {key.status === 'paused' ? (
          <Entry
            icon={<Play />}
            words={t('enable.action')}
            explain={t('enable.explain')}
            onClick={() => void run(deeds.enable, selection, t('enable.done', { name }))}
          />
        ) : (
          <Entry
            icon={<Pause />}
            words={t('pause.action')}
            explain={t('pause.explain')}
            onClick={() => void run(deeds.pause, selection, t('pause.done', { name }))}
          />
        )}
        <Entry
          icon={<RotateCcw />}
          words={t('reset.action')}
          explain={t('reset.explain')}
          onClick={() => open({ kind: 'reset', input: { keyId: key.id }, name })}
        />
        <Entry
          icon={<FlaskConical />}
          words={t('test.action')}
          explain={t('test.explain')}
          onClick={() => open({ kind: 'test', key })}
        />
        {key.source === 'vault' && (
          <>
            <Entry
              icon={<KeyRound />}
              words={t('roll.action')}
              explain={t('roll.explain')}
              onClick={() => open({ kind: 'roll', key })}
            />
            <Menu.Divider />
            <Entry
              icon={<Trash2 />}
              words={t('remove.action')}
              explain={t('remove.explain')}
              isGrave
              onClick={() => open({ kind: 'remove', key })}
            />
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

type EntryProps = { icon: ReactNode; words: string; explain: string; isGrave?: boolean; onClick(): void }

function Entry({ icon, words, explain, isGrave = false, onClick }: EntryProps) {
  return (
    <Menu.Item
      leftSection={<span className={classes.icon}>{icon}</span>}
      {...(isGrave && { className: classes.grave })}
      onClick={onClick}
    >
      {words}
      <span className={classes.explain}>{explain}</span>
    </Menu.Item>
  )
}
