import { Alert, Modal } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useProblemWords } from '@/components/layout/problem-words'

type DialogProps = { title: string; size?: 'md' | 'lg'; onClose(): void; children: ReactNode }

/** A dialog about keys; it is there as long as it is rendered. */
export function Dialog({ title, size = 'md', onClose, children }: DialogProps) {
  const t = useTranslations('keys')
  return (
    <Modal opened centered size={size} title={title} onClose={onClose} closeButtonProps={{ 'aria-label': t('close') }}>
      {children}
    </Modal>
  )
}

/** Why the server did not do it. */
export function DialogRefusal({ error }: { error: Error | null }) {
  const say = useProblemWords()
  if (!error) return null
  return (
    <Alert color="red" variant="outline" mt="md" role="alert">
      {say(error)}
    </Alert>
  )
}
