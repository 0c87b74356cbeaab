import { answerNoRoute } from '@/lib/server/no-route'

export const dynamic = 'force-dynamic'
export const GET = answerNoRoute
export const POST = answerNoRoute
export const PUT = answerNoRoute
export const PATCH = answerNoRoute
export const DELETE = answerNoRoute
