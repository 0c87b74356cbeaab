import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { act } from '@/lib/client/act'
import type { KeyFileFormat } from '@/lib/contract/key-import'
import type { KeyPreview, PreviewRow } from '@/lib/contract/key-preview'
import { plainKeyText } from '@/lib/contract/key-text'
import type { AddKeysActions } from './add-keys-actions'
import { useKeyImport } from './use-key-import'
import { useKeyTests } from './use-key-tests'

type Given = { text: string; format?: KeyFileFormat | undefined }
type Choices = { service: string | null; services: Record<string, string> }

/** Everything between a text and its import. */
export function useManyKeys(actions: AddKeysActions, service: string | null) {
  const [given, setGiven] = useState<Given>({ text: '' })
  const [choices, setChoices] = useState<Choices>({ service, services: {} })
  const [preview, setPreview] = useState<KeyPreview | null>(null)
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set())
  const plain = plainKeyText(given.text)
  const secretOf = ({ span }: PreviewRow) => (span ? plain.slice(...span) : '')
  const testing = useKeyTests(actions, secretOf)
  const importing = useKeyImport(actions, secretOf)

  const looking = useMutation({
    mutationFn: (wanted: Choices) => {
      const { format, text } = given
      const { service, services } = wanted
      return act(actions.preview, { text, services, ...(format && { format }), ...(service && { service }) })
    },
    onSuccess: (found, wanted) => {
      const isUsable = (line: number) => found.rows.some(row => row.line === line && row.state === 'new')
      // a person's ticks stay where only a service was chosen
      const fresh = found.rows.filter(({ state, line }) => state === 'new' && !wasUsable(preview, line))
      const kept = preview ? [...ticked].filter(isUsable) : []
      setTicked(new Set([...kept, ...fresh.map(({ line }) => line)]))
      setChoices(wanted)
      setPreview(found)
    },
  })

  return {
    given,
    give: setGiven,
    preview,
    choices,
    looking,
    /** Asks the server what the text holds. */
    look: () => looking.mutate(choices),
    /** A person's word on whose a key is: of one line, or of all that say nothing. */
    assign: (chosen: string, line?: number) =>
      looking.mutate(
        line === undefined
          ? { ...choices, service: chosen }
          : { ...choices, services: { ...choices.services, [line]: chosen } },
      ),
    ticked,
    tick: (lines: readonly number[], isTicked: boolean) => {
      const next = new Set(ticked)
      for (const line of lines) isTicked ? next.add(line) : next.delete(line)
      setTicked(next)
    },
    chosen: preview?.rows.filter(({ state, line }) => state === 'new' && ticked.has(line)) ?? [],
    testing,
    importing,
    back: () => {
      testing.stop()
      testing.forget()
      setPreview(null)
    },
    restart: () => {
      testing.forget()
      importing.forget()
      setGiven({ text: '' })
      setChoices({ service, services: {} })
      setPreview(null)
    },
  }
}
export type ManyKeysInHand = ReturnType<typeof useManyKeys>

function wasUsable(before: KeyPreview | null, line: number): boolean {
  return before?.rows.some(row => row.line === line && row.state === 'new') ?? false
}
