import { answerLive } from '@/lib/server/live-route'
import { refuseOthers } from '@/lib/server/no-route'

export const dynamic = 'force-dynamic'
export const GET = answerLive
export const { HEAD, POST, PUT, PATCH, DELETE } = refuseOthers('GET')
