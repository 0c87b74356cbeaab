import { ActionIcon, Group, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useStandingWords } from '@/components/keys/standing-words'
import { BLAMES, MEANINGS } from '@/lib/contract/service'
import type { RuleValues } from './rule-values'
import classes from './rules.module.css'
import type { RuleErrors, RulesForm } from './use-rules-form'

type RuleCardProps = { rule: RuleValues; index: number; form: RulesForm }

/** One rule: what it looks at, and what that means. */
export function RuleCard({ rule, index, form }: RuleCardProps) {
  const t = useTranslations('ruleForm')
  const number = index + 1
  const isLast = number === form.list.length
  const errors = form.errors[index] ?? {}
  const edit = (change: Partial<RuleValues>) => form.edit(index, change)
  return (
    <li className={classes.card}>
      <fieldset className={classes.rule}>
        <legend className={classes.number}>{t('rule', { number })}</legend>
        <Group gap={4} className={classes.moves}>
          <Move label={t('up', { number })} isOff={index === 0} onClick={() => form.move(index, -1)}>
            <ArrowUp size={15} aria-hidden />
          </Move>
          <Move label={t('down', { number })} isOff={isLast} onClick={() => form.move(index, 1)}>
            <ArrowDown size={15} aria-hidden />
          </Move>
          <Move label={t('remove', { number })} isOff={false} onClick={() => form.remove(index)}>
            <Trash2 size={15} aria-hidden />
          </Move>
        </Group>
        <Conditions rule={rule} errors={errors} edit={edit} />
        <Meaning rule={rule} errors={errors} edit={edit} />
      </fieldset>
    </li>
  )
}

type MoveProps = { label: string; isOff: boolean; onClick(): void; children: React.ReactNode }

function Move({ label, isOff, onClick, children }: MoveProps) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={isOff} onClick={onClick}>
      {children}
    </ActionIcon>
  )
}

type PartProps = { rule: RuleValues; errors: RuleErrors; edit(change: Partial<RuleValues>): void }

function Conditions({ rule, errors, edit }: PartProps) {
  const t = useTranslations('ruleForm')
  const hows = (['equals', 'contains'] as const).map(value => ({ value, label: t(value) }))
  const text = (name: keyof RuleValues, label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      value={rule[name]}
      error={errors[name]}
      onChange={event => edit({ [name]: event.currentTarget.value })}
    />
  )
  const many = (name: keyof RuleValues, label: string) => (
    <Textarea
      autosize
      minRows={1}
      label={label}
      description={t('valuesHelp')}
      value={rule[name]}
      error={errors[name]}
      onChange={event => edit({ [name]: event.currentTarget.value })}
    />
  )
  const how = (name: 'fieldHow' | 'headerHow') => (
    <NativeSelect
      label={t('how')}
      data={hows}
      value={rule[name]}
      onChange={event => edit({ [name]: event.currentTarget.value === 'contains' ? 'contains' : 'equals' })}
    />
  )
  return (
    <>
      <div className={classes.pair}>
        {text('name', t('name'))}
        {text('status', t('status'), t('statusHelp'))}
      </div>
      <div className={classes.triple}>
        {text('fieldPath', t('fieldPath'), t('fieldHelp'))}
        {how('fieldHow')}
        {many('fieldTexts', t('values'))}
      </div>
      <div className={classes.triple}>
        {text('headerName', t('headerName'))}
        {how('headerHow')}
        {many('headerTexts', t('values'))}
      </div>
      {many('text', t('text'))}
    </>
  )
}

function Meaning({ rule, errors, edit }: PartProps) {
  const t = useTranslations('ruleForm')
  const { reason } = useStandingWords()
  const windows = (['minute', 'day', 'month'] as const).map(value => ({ value, label: t(`windows.${value}`) }))
  return (
    <div className={classes.means}>
      <NativeSelect
        label={t('means')}
        data={MEANINGS.map(value => ({ value, label: reason(value) }))}
        value={rule.outcome}
        onChange={event => edit({ outcome: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('blame')}
        data={[{ value: '', label: t('usual') }, ...BLAMES.map(value => ({ value, label: t(`blames.${value}`) }))]}
        value={rule.blame}
        onChange={event => edit({ blame: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('window')}
        data={[{ value: '', label: t('windows.none') }, ...windows]}
        value={rule.window}
        onChange={event => edit({ window: event.currentTarget.value })}
      />
      <TextInput
        label={t('minimumHint')}
        description={t('minimumHintHelp')}
        inputMode="decimal"
        value={rule.minimumHintS}
        error={errors.minimumHintS}
        onChange={event => edit({ minimumHintS: event.currentTarget.value })}
      />
    </div>
  )
}
