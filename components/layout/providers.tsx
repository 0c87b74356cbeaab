'use client'

import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { setNonce } from 'get-nonce'
import { type ReactNode, useEffect, useState } from 'react'
import { rememberZone } from '@/lib/client/zone'
import { provideAzerbaijani } from './azerbaijani'
import { cssVariables, theme } from './theme'

// Before anything is written, on the server as in the browser.
provideAzerbaijani()

/** What every screen stands on. `nonce` lets Mantine's style elements pass the content security policy. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [queries] = useState(() => new QueryClient())
  // A dialog stops the page behind it from scrolling by a style element of its own.
  setNonce(nonce)
  useEffect(rememberZone, [])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" />
        {children}
      </QueryClientProvider>
    </MantineProvider>
  )
}
