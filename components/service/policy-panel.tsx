import { Alert, Button, Group } from '@mantine/core'
import { CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { BulkDeeds } from '@/components/bulk/bulk-dialog'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import { SharePreview } from '@/components/shares/share-preview'
import type { ServiceDetail } from '@/lib/contract/services'
import classes from './policy.module.css'
import { PolicyFields } from './policy-fields'
import { StrategyChoice } from './strategy-choice'
import { type ChangeService, type PolicyForm, usePolicyForm } from './use-policy-form'

type PolicyPanelProps = { service: ServiceDetail; changeService: ChangeService; undo: BulkDeeds['undo'] }

/** How a service's keys are used, as a form, with what an edit would do to the traffic beside it. */
export function PolicyPanel({ service, changeService, undo }: PolicyPanelProps) {
  const t = useTranslations('policy')
  const policy = usePolicyForm(service, changeService, undo)
  const { form, change, saving } = policy
  const changedCount = service.changed.filter(field => field !== 'origin').length
  return (
    <Panel title={t('title')} aside={t('changed', { count: changedCount })}>
      <form onSubmit={form.onSubmit(() => saving.mutate())} className={classes.columns} noValidate>
        <div className={classes.fields}>
          <StrategyChoice policy={policy} />
          <PolicyFields policy={policy} />
        </div>
        <div className={classes.aside}>
          <SharePreview edit={{ service: service.id, policy: change }} />
        </div>
        <SaveBar policy={policy} />
      </form>
    </Panel>
  )
}

function SaveBar({ policy: { form, change, saving, discard } }: { policy: PolicyForm }) {
  const t = useTranslations('policy')
  const say = useProblemWords()
  const count = Object.keys(change).length
  const isTouched = count > 0 || Object.keys(form.errors).length > 0
  return (
    <div className={classes.save}>
      {saving.error && (
        <Alert color="red" variant="outline" role="alert" icon={<CircleAlert size={18} aria-hidden />} mb="sm">
          {say(saving.error)}
        </Alert>
      )}
      <Group gap="sm">
        <Button type="submit" loading={saving.isPending} disabled={!isTouched}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={discard} disabled={!isTouched || saving.isPending}>
          {t('discard')}
        </Button>
        <span className={classes.unsaved} aria-live="polite">
          {count > 0 && t('unsaved', { count })}
        </span>
      </Group>
    </div>
  )
}
