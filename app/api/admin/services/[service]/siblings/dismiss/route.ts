import { siblingSelectionSchema } from '@/lib/contract/siblings'
import { dismissSiblings } from '@/lib/control/siblings'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(siblingSelectionSchema, dismissSiblings)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
