import { testSecretsSchema } from '@/lib/contract/key-test'
import { testSecrets } from '@/lib/control/key-test'
import { refuseOthers } from '@/lib/server/no-route'
import { operatorRoute } from '@/lib/server/route'

export const POST = operatorRoute(testSecretsSchema, testSecrets)
export const { GET, HEAD, PUT, PATCH, DELETE } = refuseOthers('POST')
