import { Alert, Button, FileButton, Group, Text, Textarea } from '@mantine/core'
import { getHotkeyHandler } from '@mantine/hooks'
import { useTranslations } from 'next-intl'
import { type DragEvent, type FormEvent, useState } from 'react'
import { Panel } from '@/components/layout/panel'
import { useProblemWords } from '@/components/layout/problem-words'
import { KEY_FILE_FORMATS, KEY_TEXT_MAX_LENGTH } from '@/lib/contract/key-import'
import classes from './add-keys.module.css'
import type { ManyKeysInHand } from './use-many-keys'

type Trouble = 'empty' | 'tooLarge' | 'unreadable'

/** Where many keys are pasted, or a file is dropped. */
export function TextStep({ many }: { many: ManyKeysInHand }) {
  const t = useTranslations('addKeys.paste')
  const say = useProblemWords()
  const { trouble, isOver, take, submit, dragging } = useIntake(many)
  return (
    <Panel title={useTranslations('addKeys')('many')}>
      <form onSubmit={submit} onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])} noValidate>
        <Textarea
          className={classes.text}
          data-over={isOver || undefined}
          label={t('label')}
          description={t('help')}
          placeholder={t('placeholder')}
          minRows={10}
          maxRows={22}
          autosize
          autoComplete="off"
          spellCheck={false}
          value={many.given.text}
          onChange={({ currentTarget }) => many.give({ text: currentTarget.value })}
          {...dragging}
          error={trouble && t(trouble)}
        />
        {many.looking.error && (
          <Alert color="red" variant="outline" mt="md" role="alert">
            {say(many.looking.error)}
          </Alert>
        )}
        <Group mt="lg" gap="md">
          <Button type="submit" loading={many.looking.isPending}>
            {t('preview')}
          </Button>
          <FileButton onChange={file => void take(file)} accept=".env,.json,.csv,.txt,text/*,application/json">
            {props => (
              <Button {...props} variant="default">
                {t('file')}
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            {t('drop')}
          </Text>
        </Group>
      </form>
    </Panel>
  )
}

/** A text that is typed, pasted, chosen as a file or dropped as one. */
function useIntake(many: ManyKeysInHand) {
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [isOver, setIsOver] = useState(false)
  const take = async (file: File | null | undefined) => {
    if (!file) return
    const text = file.size > KEY_TEXT_MAX_LENGTH ? null : await file.text()
    if (text === null) return setTrouble('tooLarge')
    if (/[\0\uFFFD]/.test(text)) return setTrouble('unreadable')
    setTrouble(null)
    many.give({ text, format: formatOf(file.name) })
  }
  // a text goes where it is dropped; a file is taken
  const onFile = (deed: (event: DragEvent) => void) => (event: DragEvent) => {
    if (!hasFile(event)) return
    event.preventDefault()
    deed(event)
  }
  const dragging = {
    onDragOver: onFile(() => setIsOver(true)),
    onDragLeave: () => setIsOver(false),
    onDrop: onFile(({ dataTransfer }) => {
      setIsOver(false)
      void take(dataTransfer.files[0])
    }),
  }
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (many.given.text.trim() === '') return setTrouble('empty')
    setTrouble(null)
    many.look()
  }
  return { trouble, isOver, take, submit, dragging }
}

function hasFile({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes('Files')
}

/** A file's ending says more than a look at it. */
function formatOf(name: string) {
  if (/^\.env(\.|$)/.test(name)) return 'env'
  return KEY_FILE_FORMATS.find(format => name.toLowerCase().endsWith(`.${format}`))
}
