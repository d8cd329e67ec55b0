import {Readable, Writable} from 'node:stream'
import {StdioServerTransport} from '@modelcontextprotocol/sdk/server/stdio.js'
import type {Transport} from '@modelcontextprotocol/sdk/shared/transport.js'
import type {JSONRPCMessage, RequestId} from '@modelcontextprotocol/sdk/types.js'

/** What is still to be answered when the input ends may take as long: clients kill after two seconds. */
const graceMs = 1500

/**
 * The transport over the streams of this program. It closes with its input: at once where all is answered, as with a
 * client that goes, else after the last answer, as with lines that are piped in.
 */
export function overStreams(stdin: NodeJS.ReadableStream, write: (text: string) => void): Transport {
  const out = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      write(String(chunk))
      done()
    },
  })
  const input = stdin instanceof Readable ? stdin : Readable.from(stdin)
  const transport = new StdioServerTransport(input, out)
  const open = new Set<RequestId>()
  let [isEnding, late]: [boolean, NodeJS.Timeout | undefined] = [false, undefined]
  const closeIfDone = (): void => {
    if (isEnding && open.size === 0) void transport.close()
  }
  const end = (): void => {
    if (isEnding) return
    isEnding = true
    late = setTimeout(() => void transport.close(), graceMs)
    closeIfDone()
  }
  // The server puts its own behind these.
  transport.onmessage = (message) => {
    for (const id of asked(message)) open.add(id)
    for (const id of withdrawn(message)) open.delete(id)
  }
  transport.onclose = () => clearTimeout(late)
  const send = transport.send.bind(transport)
  transport.send = async (message) => {
    await send(message)
    for (const id of answered(message)) open.delete(id)
    closeIfDone()
  }
  // It does not look for the end of its input by itself, which may be there already.
  const ended = (): void => void setImmediate(end)
  if (input.readableEnded || input.destroyed) ended()
  else input.once('end', ended).once('close', ended)
  return transport
}

const idIn = (message: JSONRPCMessage): readonly RequestId[] =>
  'id' in message && message.id !== undefined ? [message.id] : []

const asked = (message: JSONRPCMessage): readonly RequestId[] => ('method' in message ? idIn(message) : [])

const answered = (message: JSONRPCMessage): readonly RequestId[] => ('method' in message ? [] : idIn(message))

/** A call that its client cancels is not answered. */
function withdrawn(message: JSONRPCMessage): readonly RequestId[] {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return []
  const id = message.params?.['requestId']
  return typeof id === 'string' || typeof id === 'number' ? [id] : []
}
