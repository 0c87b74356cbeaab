import { createServer } from 'node:http'
import { ANSWER, ANSWER_HEADERS } from '../workload'
import { reportListening } from './report'

/** The instant upstream for machines without nginx. */
const headers = [...ANSWER_HEADERS, ['content-length', String(Buffer.byteLength(ANSWER))]].flat()

const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, headers)
  response.end(ANSWER)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') reportListening(address.port)
})

process.once('disconnect', () => process.exit(0))
