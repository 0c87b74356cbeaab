import { Alert, Button, Group } from '@mantine/core'
import { CircleAlert, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRuleWords } from '@/components/keys/rule-words'
import { useStandingWords } from '@/components/keys/standing-words'
import type { Undo } from '@/components/keys/use-deed'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import type { ServiceDetail } from '@/lib/contract/services'
import { JudgePanel } from './judge-panel'
import { RuleCard } from './rule-card'
import classes from './rules.module.css'
import { type ChangeRules, type RulesForm, useRulesForm } from './use-rules-form'

type RulesPanelProps = { service: ServiceDetail; changeRules: ChangeRules; undo: Undo }

/** An operator's own rules of a service, with a box to try an answer on them. */
export function RulesPanel({ service, changeRules, undo }: RulesPanelProps) {
  const t = useTranslations('ruleForm')
  const form = useRulesForm(service, changeRules, undo)
  return (
    <Panel title={t('title')}>
      <div className={classes.columns}>
        <div className={classes.own}>
          <p className={classes.lead}>{t('lead', { count: service.catalogRules.length })}</p>
          {form.list.length === 0 && <p className={classes.none}>{t('none')}</p>}
          <ol className={classes.list}>
            {form.list.map((rule, index) => (
              <RuleCard key={rule.key} rule={rule} index={index} form={form} />
            ))}
          </ol>
          <Button variant="default" leftSection={<Plus size={15} aria-hidden />} onClick={form.add}>
            {t('add')}
          </Button>
          <SaveBar form={form} />
          <CatalogRules names={service.catalogRules} />
        </div>
        <JudgePanel service={service.id} rules={form.draft} />
      </div>
    </Panel>
  )
}

/** The same for a person who may only look. */
export function RulesFacts({ service }: { service: ServiceDetail }) {
  const t = useTranslations('ruleForm')
  const { reason } = useStandingWords()
  return (
    <Panel title={t('title')}>
      <div className={classes.columns}>
        <div className={classes.own}>
          {service.rules.length === 0 && <p className={classes.none}>{t('none')}</p>}
          <ol className={classes.names}>
            {service.rules.map(({ name, means }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and the order is all there is
              <li key={index}>{`${name} → ${reason(means.outcome)}`}</li>
            ))}
          </ol>
          <CatalogRules names={service.catalogRules} />
        </div>
        <JudgePanel service={service.id} rules={null} />
      </div>
    </Panel>
  )
}

function SaveBar({ form }: { form: RulesForm }) {
  const t = useTranslations('ruleForm')
  const say = useProblemWords()
  const { saving, isDirty, save, discard } = form
  return (
    <div className={classes.save}>
      {saving.error && (
        <Alert color="red" variant="outline" role="alert" icon={<CircleAlert size={18} aria-hidden />} mb="sm">
          {say(saving.error)}
        </Alert>
      )}
      <Group gap="sm">
        <Button loading={saving.isPending} disabled={!isDirty} onClick={save}>
          {t('save')}
        </Button>
        <Button variant="default" disabled={!isDirty || saving.isPending} onClick={discard}>
          {t('discard')}
        </Button>
        <span className={classes.lead} aria-live="polite">
          {isDirty && t('unsaved')}
        </span>
      </Group>
    </div>
  )
}

function CatalogRules({ names }: { names: readonly string[] }) {
  const t = useTranslations('ruleForm')
  const ruleWords = useRuleWords()
  if (names.length === 0) return null
  return (
    <details className={classes.catalog}>
      <summary>{t('catalog')}</summary>
      <ol className={classes.names}>
        {names.map((name, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, and the order is all there is
          <li key={index}>{ruleWords(name)}</li>
        ))}
      </ol>
    </details>
  )
}
