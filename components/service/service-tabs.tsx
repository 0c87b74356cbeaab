import { Skeleton, Tabs } from '@mantine/core'
import dynamic from 'next/dynamic'
import { useTranslations } from 'next-intl'
import type { BulkDeeds } from '@/components/bulk/bulk-dialog'
import type { ChangeRules } from '@/components/rules/use-rules-form'
import type { ServiceDetail } from '@/lib/contract/services'
import { KeysPanel } from './keys-panel'
import type { OwnServiceActions } from './own-service-panel'
import { PolicyFacts } from './policy-facts'
import type { ServiceSwitchActions } from './service-switch'
import type { SiblingActions } from './sibling-list'
import type { TryService } from './try-now'
import type { ChangeService } from './use-policy-form'
import { SERVICE_TABS, useTab } from './use-tab'

/** Few people open the form; its code comes when they do. */
const PolicyPanel = dynamic(() => import('./policy-panel').then(({ PolicyPanel }) => PolicyPanel), {
  loading: () => <Skeleton height={620} radius="md" />,
})

const rulesLoading = () => <Skeleton height={420} radius="md" />
const RulesPanel = dynamic(() => import('@/components/rules/rules-panel').then(({ RulesPanel }) => RulesPanel), {
  loading: rulesLoading,
})
const RulesFacts = dynamic(() => import('@/components/rules/rules-panel').then(({ RulesFacts }) => RulesFacts), {
  loading: rulesLoading,
})

/** Only services that an operator described have one. */
const OwnServicePanel = dynamic(() => import('./own-service-panel').then(({ OwnServicePanel }) => OwnServicePanel))
/** So do the frames of its charts, and what a service without keys is told. */
const ServiceUsage = dynamic(() => import('./service-usage').then(({ ServiceUsage }) => ServiceUsage), {
  loading: () => <Skeleton height={420} radius="md" />,
})
const SetUpPanel = dynamic(() => import('./set-up-panel').then(({ SetUpPanel }) => SetUpPanel), {
  loading: () => <Skeleton height={240} radius="md" />,
})

export type ServiceActions = BulkDeeds & {
  changeService: ChangeService
  tryService: TryService
  turn: ServiceSwitchActions
  changeRules: ChangeRules
  own: OwnServiceActions
  siblings: Omit<SiblingActions, 'undo'>
}

/** `actions` is `null` for a person who may only look. */
export type ServiceTabsProps = { service: ServiceDetail; now: number; actions: ServiceActions | null }

/** The keys of a service, and how they are used. */
export function ServiceTabs({ service, now, actions }: ServiceTabsProps) {
  const t = useTranslations('service.tabs')
  const [tab, open] = useTab()
  return (
    <Tabs value={tab} onChange={open} keepMounted={false}>
      <Tabs.List aria-label={t('title')} mb="md">
        {SERVICE_TABS.map(name => (
          <Tabs.Tab key={name} value={name}>
            {t(name)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="keys">
        {service.counts.all > 0 ? (
          <KeysPanel service={service} now={now} deeds={actions} />
        ) : (
          <SetUpPanel service={service} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="usage">
        <ServiceUsage service={service} />
      </Tabs.Panel>
      <Tabs.Panel value="rules">
        {actions ? (
          <RulesPanel service={service} changeRules={actions.changeRules} undo={actions.undo} />
        ) : (
          <RulesFacts service={service} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="policy">
        {actions && <OwnServicePanel service={service} actions={actions.own} />}
        {actions ? (
          <PolicyPanel service={service} changeService={actions.changeService} undo={actions.undo} />
        ) : (
          <PolicyFacts service={service} />
        )}
      </Tabs.Panel>
    </Tabs>
  )
}
