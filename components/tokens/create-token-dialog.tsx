import { Modal } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { CreatedToken } from '@/lib/contract/token'
import type { CreateToken } from './create-token'
import { CreateTokenForm } from './create-token-form'
import { MadeToken } from './made-token'

type CreateTokenProps = {
  create: CreateToken
  gateway: string
  services: readonly { id: string; label: string }[]
  onClose(): void
}

/** First what it is for, then the token, this once: it leaves memory with the dialog. */
export function CreateTokenDialog({ create, gateway, services, onClose }: CreateTokenProps) {
  const t = useTranslations('tokens')
  const [made, setMade] = useState<{ token: CreatedToken; services: string[] | null } | null>(null)
  const isMade = made !== null
  return (
    <Modal
      opened
      onClose={onClose}
      title={made ? t('made.title', { name: made.token.name }) : t('create')}
      size={isMade ? 'lg' : 'md'}
      centered
      // A slip must not lose what is shown this once.
      closeOnClickOutside={!isMade}
      closeOnEscape={!isMade}
      withCloseButton={!isMade}
    >
      {made ? (
        <MadeToken
          token={made.token.token}
          gateway={gateway}
          services={made.services ?? services.map(({ id }) => id)}
          onDone={onClose}
        />
      ) : (
        <CreateTokenForm
          create={create}
          services={services}
          onCancel={onClose}
          onMade={(token, limited) => setMade({ token, services: limited })}
        />
      )}
    </Modal>
  )
}
