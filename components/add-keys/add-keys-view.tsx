'use client'

import { SegmentedControl, Text } from '@mantine/core'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { PageHeader } from '@/components/layout/page-header'
import { EmptyPanel } from '@/components/layout/state-panels'
import classes from './add-keys.module.css'
import type { AddKeysActions, ServiceChoice } from './add-keys-actions'
import { OneKeyForm } from './one-key-form'

/** Fetched when it is first wanted: most come to add one. */
const ManyKeys = dynamic(() => import('./many-keys').then(({ ManyKeys }) => ManyKeys))

type AddKeysProps = {
  services: readonly ServiceChoice[]
  /** The one that is asked for. */
  service: string | null
  /** `null` for a viewer. */
  actions: AddKeysActions | null
}

type Way = 'one' | 'many'

/** Adds one key by a form, or many from a text or a file. */
export function AddKeysView({ services, service, actions }: AddKeysProps) {
  const t = useTranslations('addKeys')
  const [way, setWay] = useState<Way>('one')
  const [wasManyAsked, setManyAsked] = useState(false)
  const label = services.find(({ id }) => id === service)?.label
  const parent = service && label ? { href: `/services/${service}`, label } : { href: '/services', label: t('back') }
  if (!actions) {
    return (
      <>
        <PageHeader title={t('title')} parent={parent} />
        <EmptyPanel title={t('onlyAdmins')}>
          <Text mt="xs">{t('onlyAdminsHow')}</Text>
        </EmptyPanel>
      </>
    )
  }
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} parent={parent}>
        <SegmentedControl
          aria-label={t('how')}
          value={way}
          onChange={value => {
            setWay(value === 'many' ? 'many' : 'one')
            if (value === 'many') setManyAsked(true)
          }}
          data={[
            { value: 'one', label: t('one') },
            { value: 'many', label: t('many') },
          ]}
        />
      </PageHeader>
      {/* Both stay: what was typed is there again after a look at the other. */}
      <div className={classes.way} hidden={way !== 'one'}>
        <OneKeyForm services={services} service={service} actions={actions} />
      </div>
      <div hidden={way !== 'many'}>
        {wasManyAsked && <ManyKeys services={services} service={service} actions={actions} />}
      </div>
    </>
  )
}
