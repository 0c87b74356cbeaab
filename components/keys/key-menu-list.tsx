import { Menu } from '@mantine/core'
import { FlaskConical, KeyRound, Pause, Pencil, Play, RotateCcw, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { KeyInHand, useKeyDeeds } from './key-deeds'
import classes from './key-dialogs.module.css'
import { useDeed } from './use-deed'

type KeyMenuListProps = { keyInHand: KeyInHand; onClose(): void } & NonNullable<ReturnType<typeof useKeyDeeds>>

/** What can be done to a key, open below its button. */
export function KeyMenuList({ keyInHand: key, deeds, open, onClose }: KeyMenuListProps) {
  const t = useTranslations('keys')
  const { run } = useDeed(deeds.undo)
  const selection = { keyId: key.id }
  const { name } = key
  return (
    <Menu opened onClose={onClose} position="bottom-end" width={290} shadow="md" returnFocus={false}>
      <Menu.Target>
        <span className={classes.menuPlace} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('menu', { name })}>
        <Entry deed="edit" icon={<Pencil />} onClick={() => open({ kind: 'edit', key })} />
        {key.status === 'paused' ? (
          <Entry
            deed="enable"
            icon={<Play />}
            onClick={() => void run(deeds.enable, selection, t('enable.done', { name }))}
          />
        ) : (
          <Entry
            deed="pause"
            icon={<Pause />}
            onClick={() => void run(deeds.pause, selection, t('pause.done', { name }))}
          />
        )}
        <Entry
          deed="reset"
          icon={<RotateCcw />}
          onClick={() => open({ kind: 'reset', input: { keyId: key.id }, name })}
        />
        <Entry deed="test" icon={<FlaskConical />} onClick={() => open({ kind: 'test', key })} />
        {key.source === 'vault' && (
          <>
            <Entry deed="roll" icon={<KeyRound />} onClick={() => open({ kind: 'roll', key })} />
            <Menu.Divider />
            <Entry deed="remove" icon={<Trash2 />} isGrave onClick={() => open({ kind: 'remove', key })} />
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

type EntryProps = {
  deed: 'edit' | 'enable' | 'pause' | 'reset' | 'test' | 'roll' | 'remove'
  icon: ReactNode
  isGrave?: boolean
  onClick(): void
}

function Entry({ deed, icon, isGrave = false, onClick }: EntryProps) {
  const t = useTranslations('keys')
  return (
    <Menu.Item
      leftSection={<span className={classes.icon}>{icon}</span>}
      {...(isGrave && { className: classes.grave })}
      onClick={onClick}
    >
      {t(`${deed}.action`)}
      <span className={classes.explain}>{t(`${deed}.explain`)}</span>
    </Menu.Item>
  )
}
