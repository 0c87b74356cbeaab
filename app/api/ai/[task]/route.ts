import { answerAi } from '@/lib/server/ai-route'
import { refuseOthers } from '@/lib/server/no-route'

type Segment = { params: Promise<{ task: string }> }

export const dynamic = 'force-dynamic'
export const POST = async (request: Request, { params }: Segment) => answerAi(request, (await params).task)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
