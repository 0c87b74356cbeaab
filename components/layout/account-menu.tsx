import { UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { ChevronsUpDown, LogOut } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { signOut } from '@/lib/client/session'
import classes from './layout.module.css'
import { SCHEMES } from './schemes'

export type SignedIn = { email: string; role: 'admin' | 'viewer' }

/** Who is signed in; theme and sign-out behind it, in a panel that the browser itself opens, closes and focuses. */
export function AccountMenu({ operator }: { operator: SignedIn }) {
  const t = useTranslations('layout')
  const panelId = useId()
  // A full load follows, so that nothing of the session stays in memory.
  const leaving = useMutation({ mutationFn: signOut, onSuccess: () => location.assign('/login') })
  return (
    <>
      <UnstyledButton
        className={classes.account}
        popoverTarget={panelId}
        aria-label={t('account', { email: operator.email })}
      >
        <span className={classes.accountText}>
          <span className={classes.email}>{operator.email}</span>
          <span className={classes.role}>{t(`role.${operator.role}`)}</span>
        </span>
        <ChevronsUpDown size={15} aria-hidden />
      </UnstyledButton>
      <div id={panelId} popover="auto" className={classes.accountPanel}>
        <SchemeChoice />
        <UnstyledButton className={classes.choice} disabled={leaving.isPending} onClick={() => leaving.mutate()}>
          <LogOut size={15} aria-hidden />
          {t('signOut')}
        </UnstyledButton>
      </div>
    </>
  )
}

function SchemeChoice() {
  const t = useTranslations('layout.scheme')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  // The server cannot know what this browser remembers.
  const isMounted = useMounted()
  return (
    <fieldset className={classes.schemes}>
      <legend>{t('title')}</legend>
      {SCHEMES.map(scheme => (
        <label key={scheme} className={classes.choice}>
          <input
            type="radio"
            name="scheme"
            checked={isMounted && colorScheme === scheme}
            onChange={() => setColorScheme(scheme)}
          />
          {t(scheme)}
        </label>
      ))}
    </fieldset>
  )
}
