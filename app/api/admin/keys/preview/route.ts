import { previewKeysSchema } from '@/lib/contract/key-preview'
import { previewKeys } from '@/lib/control/key-preview'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(previewKeysSchema, previewKeys)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
