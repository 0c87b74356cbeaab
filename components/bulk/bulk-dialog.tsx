'use client'

import { Alert, Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { KeyDeeds } from '@/components/keys/key-deeds'
import { useDeed } from '@/components/keys/use-deed'
import { useProblemWords } from '@/components/layout/problem-words'
import { SharePreview } from '@/components/shares/share-preview'
import { act } from '@/lib/client/act'
import type { OperatorAction } from '@/lib/contract/action'
import type { BulkAction, BulkAnswer, ChangeKeysInput } from '@/lib/contract/key-edit'
import classes from './bulk.module.css'
import { type BulkKind, sharesOf } from './bulk-actions'
import { BulkPreview } from './bulk-preview'
import { BulkSettings, type Settings, useBulkSettings } from './bulk-settings'

export type BulkDeeds = {
  changeKeys: OperatorAction<ChangeKeysInput, BulkAnswer>
  undo: KeyDeeds['undo']
}

type BulkDialogProps = {
  service: string
  keyIds: readonly string[]
  kind: BulkKind
  deeds: BulkDeeds
  onClose(): void
  onDone(): void
}

/** Before something is done to many keys: what becomes of each, and of the traffic. */
export function BulkDialog({ service, keyIds, kind, deeds, onClose, onDone }: BulkDialogProps) {
  const t = useTranslations('service.bulk')
  const say = useProblemWords()
  const settings = useBulkSettings()
  const [typed, setTyped] = useState('')
  const action = actionOf(kind, settings.change)
  const shown = actionOf(kind, settings.shown)
  const deed = useBulkDeed(kind, deeds, () => {
    onDone()
    onClose()
  })
  const isTyped = kind !== 'remove' || typed.trim() === String(keyIds.length)
  return (
    <Modal
      opened
      centered
      size="lg"
      onClose={onClose}
      title={t(`title.${kind}`, { count: keyIds.length })}
      classNames={{ content: classes.dialog, header: classes.dialog, title: classes.dialogTitle }}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <p className={classes.explain}>{t(`explain.${kind}`)}</p>
      {kind === 'change' && <BulkSettings settings={settings} />}
      {shown && <BulkPreview input={{ keyIds: [...keyIds], action: shown }} />}
      {shown && <SharePreview edit={sharesOf(service, keyIds, shown)} />}
      {kind === 'remove' && (
        <TextInput
          mt="md"
          label={t('type', { count: String(keyIds.length) })}
          value={typed}
          autoComplete="off"
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      )}
      {deed.error && (
        <Alert color="red" variant="outline" mt="md" role="alert">
          {say(deed.error)}
        </Alert>
      )}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button
          color={kind === 'remove' ? 'red' : undefined}
          loading={deed.isPending}
          disabled={!action || !isTyped}
          onClick={() => action && deed.mutate({ keyIds: [...keyIds], action })}
        >
          {t(`confirm.${kind}`)}
        </Button>
      </Group>
    </Modal>
  )
}

function actionOf(kind: BulkKind, settings: Settings['change']): BulkAction | null {
  return kind === 'change' ? settings && { kind, settings } : { kind }
}

function useBulkDeed(kind: BulkKind, { changeKeys, undo }: BulkDeeds, onDone: () => void) {
  const t = useTranslations('service.bulk')
  const { tell } = useDeed(undo)
  return useMutation({
    mutationFn: (input: ChangeKeysInput) => act(changeKeys, input),
    onSuccess: ({ changedCount, auditId }) => {
      tell(t(`done.${kind}`, { count: changedCount }), auditId)
      onDone()
    },
  })
}
