import { answerHealth } from '@/lib/server/route'

export const dynamic = 'force-dynamic'
export const GET = answerHealth
