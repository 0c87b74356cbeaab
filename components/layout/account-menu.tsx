'use client'

import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Check, ChevronsUpDown, LogOut } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { signOut } from '@/lib/client/session'
import classes from './layout.module.css'
import { SCHEMES } from './schemes'

export type SignedIn = { email: string; role: 'admin' | 'viewer' }

/** Who is signed in; theme and sign-out behind it. */
export function AccountMenu({ operator }: { operator: SignedIn }) {
  const t = useTranslations('layout')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  // A full load follows, so that nothing of the session stays in memory.
  const leaving = useMutation({ mutationFn: signOut, onSuccess: () => location.assign('/login') })
  return (
    <Menu position="top-start" width={208} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={t('account', { email: operator.email })}>
          <span className={classes.accountText}>
            <span className={classes.email}>{operator.email}</span>
            <span className={classes.role}>{t(`role.${operator.role}`)}</span>
          </span>
          <ChevronsUpDown size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('scheme.title')}</Menu.Label>
        {SCHEMES.map(scheme => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            closeMenuOnClick={false}
            rightSection={colorScheme === scheme ? <Check size={15} aria-hidden /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`scheme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<LogOut size={15} aria-hidden />}
          disabled={leaving.isPending}
          onClick={() => leaving.mutate()}
        >
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
