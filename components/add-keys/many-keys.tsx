import type { AddKeysActions, ServiceChoice } from './add-keys-actions'
import { ImportedPanel } from './imported-panel'
import { PreviewStep } from './preview-step'
import { TextStep } from './text-step'
import { useManyKeys } from './use-many-keys'

type ManyKeysProps = { services: readonly ServiceChoice[]; service: string | null; actions: AddKeysActions }

/** From a text or a file to keys: text, preview, import. Secrets stay in this page's memory and go up by POST alone. */
export function ManyKeys({ services, service, actions }: ManyKeysProps) {
  const many = useManyKeys(actions, service)
  if (many.importing.result) return <ImportedPanel many={many} services={services} actions={actions} />
  if (many.preview) return <PreviewStep many={many} preview={many.preview} services={services} />
  return <TextStep many={many} />
}
