import { answerAiTasks } from '@/lib/server/ai-route'
import { refuseOthers } from '@/lib/server/no-route'

export const dynamic = 'force-dynamic'
export const GET = answerAiTasks
export const { POST, PUT, PATCH, DELETE } = refuseOthers('GET', 'HEAD')
