import type { Socket } from 'node:net'
import type { WireBody } from './request-bytes'
import { UpstreamFault } from './upstream-fault'

const LAST_CHUNK = '0\r\n\r\n'

/**
 * Writes a body that passes once behind its head, in chunks where its length is not known, no faster than the
 * upstream reads. `done` is told once: null when all of it was written, or why it broke off.
 */
export function passBody(
  socket: Socket,
  { stream, length }: Extract<WireBody, { kind: 'passing' }>,
  done: (error: Error | null) => void,
): void {
  let count = 0
  let isDone = false
  const finish = (error: Error | null) => {
    if (isDone) return
    isDone = true
    socket.off('drain', goOn).off('close', leave)
    if (error !== null) stream.destroy()
    done(error)
  }
  const goOn = () => void stream.resume()
  const leave = () => finish(new UpstreamFault('closed', 'The upstream closed the connection.'))
  const write = (chunk: Buffer) => {
    count += chunk.length
    if (length !== null && count > length) return finish(new Error('the body is longer than was said'))
    if (!writeChunk(socket, chunk, length === null)) stream.pause()
  }
  socket.on('drain', goOn).on('close', leave)
  stream.on('data', write)
  stream.on('error', finish)
  stream.on('close', () => finish(new Error('the body broke off')))
  stream.on('end', () => {
    if (length !== null && count !== length) return finish(new Error('the body is shorter than was said'))
    if (length === null && !isDone) socket.write(LAST_CHUNK)
    finish(null)
  })
}

function writeChunk(socket: Socket, chunk: Buffer, isChunked: boolean): boolean {
  if (!isChunked) return socket.write(chunk)
  if (chunk.length === 0) return true
  socket.cork()
  socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1')
  socket.write(chunk)
  const isRoom = socket.write('\r\n', 'latin1')
  socket.uncork()
  return isRoom
}
