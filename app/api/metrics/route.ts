import { answerMetrics } from '@/lib/server/metrics/answer-metrics'
import { refuseOthers } from '@/lib/server/no-route'

export const dynamic = 'force-dynamic'
export const GET = answerMetrics
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
