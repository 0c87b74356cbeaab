'use client'

import { MantineProvider, mergeThemeOverrides } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { setNonce } from 'get-nonce'
import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { rememberZone } from '@/lib/client/zone'
import { LateNotifications } from './late-notifications'
import { cssVariables, theme } from './theme'

/** What every screen stands on. `nonce` lets Mantine's style elements pass the content security policy. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [queries] = useState(() => new QueryClient())
  // A dialog stops the page behind it from scrolling by a style element of its own.
  setNonce(nonce)
  useEffect(rememberZone, [])
  const t = useTranslations('layout')
  const [dismiss, showTyped] = [t('dismiss'), t('showTyped')]
  const worded = useMemo(() => mergeThemeOverrides(theme, partsNamed(dismiss, showTyped)), [dismiss, showTyped])
  return (
    <MantineProvider
      theme={worded}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <LateNotifications />
        {children}
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Crosses and eyes need a name, and a notification's second line more contrast than it comes with. */
function partsNamed(dismiss: string, showTyped: string) {
  const defaultProps = { closeButtonProps: { 'aria-label': dismiss } }
  return {
    components: {
      Modal: { defaultProps },
      Notification: { defaultProps, styles: { description: { color: 'var(--mantine-color-dimmed)' } } },
      PasswordInput: { defaultProps: { visibilityToggleButtonProps: { 'aria-label': showTyped } } },
    },
  }
}
