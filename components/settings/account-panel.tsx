import { Button, NativeSelect, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useDisclosure, useMounted } from '@mantine/hooks'
import { useRouter } from 'next/navigation'
import { useFormatter, useTranslations } from 'next-intl'
import { useState } from 'react'
import { Panel } from '@/components/layout/panel'
import { SCHEMES } from '@/components/layout/schemes'
import { useSpans } from '@/components/layout/spans'
import { act } from '@/lib/client/act'
import { rememberLocale } from '@/lib/client/locale'
import { isLocale, LOCALE_NAMES, LOCALES, type Locale } from '@/lib/contract/locale'
import type { ListedOperator } from '@/lib/contract/operator'
import { Fact } from './fact'
import { ConfirmDialog, PasswordDialog } from './late-dialogs'
import classes from './settings.module.css'
import type { AccountActions } from './settings-actions'

type AccountPanelProps = { account: ListedOperator; actions: AccountActions; chosenLocale: Locale | null }

/** Who one is here, how the pages look and speak, and one's password and sessions. */
export function AccountPanel({ account, actions, chosenLocale }: AccountPanelProps) {
  const t = useTranslations('settings.account')
  const roles = useTranslations('operators.role')
  const spans = useSpans()
  const format = useFormatter()
  const { email, role, lastSignInAt } = account
  const signedInAt =
    lastSignInAt === null
      ? spans.ago(null, 0)
      : format.dateTime(Date.parse(lastSignInAt), { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Panel title={t('title')}>
      <dl className={classes.facts}>
        <Fact name={t('email')}>{email}</Fact>
        <Fact name={t('role')}>{roles(role)}</Fact>
        <Fact name={t('lastSignIn')}>{signedInAt}</Fact>
      </dl>
      <div className={classes.fields}>
        <LanguageSelect chosen={chosenLocale} />
        <ThemeControl />
      </div>
      <OwnSessions account={account} actions={actions} />
    </Panel>
  )
}

const AUTOMATIC = 'automatic'

function LanguageSelect({ chosen }: { chosen: Locale | null }) {
  const t = useTranslations('settings.account')
  const router = useRouter()
  const [value, setValue] = useState<string>(chosen ?? AUTOMATIC)
  const choose = (next: string) => {
    setValue(next)
    rememberLocale(isLocale(next) ? next : null)
    router.refresh()
  }
  const languages = LOCALES.map(locale => ({ value: locale, label: LOCALE_NAMES[locale] }))
  return (
    <NativeSelect
      label={t('language')}
      data={[{ value: AUTOMATIC, label: t('automatic') }, ...languages]}
      value={value}
      onChange={event => choose(event.currentTarget.value)}
    />
  )
}

function ThemeControl() {
  const t = useTranslations('settings.account')
  const words = useTranslations('layout.scheme')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  // The server cannot know what this browser remembers.
  const isMounted = useMounted()
  return (
    <div>
      <div className={classes.label} id="settings-theme">
        {t('theme')}
      </div>
      <SegmentedControl
        aria-labelledby="settings-theme"
        data={SCHEMES.map(scheme => ({ value: scheme, label: words(scheme) }))}
        value={isMounted ? colorScheme : 'auto'}
        onChange={setColorScheme}
      />
    </div>
  )
}

function OwnSessions({ account, actions }: Omit<AccountPanelProps, 'chosenLocale'>) {
  const t = useTranslations('settings.account')
  const [isChanging, changing] = useDisclosure()
  const [isEnding, ending] = useDisclosure()
  return (
    <div className={classes.buttons}>
      {account.hasPassword ? (
        <Button variant="default" onClick={changing.open}>
          {t('password')}
        </Button>
      ) : (
        <p className={classes.note}>{t('noPassword')}</p>
      )}
      <Button variant="default" onClick={ending.open}>
        {t('end')}
      </Button>
      {isChanging && <PasswordDialog change={actions.changePassword} onClose={changing.close} />}
      {isEnding && (
        <ConfirmDialog
          title={t('endTitle')}
          lead={t('endLead')}
          confirm={t('endConfirm')}
          run={() => act(actions.endSessions, {})}
          onDone={() => location.assign('/login')}
          onClose={ending.close}
        />
      )}
    </div>
  )
}
