import {Readable, Writable} from 'node:stream'
import {Server} from '@modelcontextprotocol/sdk/server/index.js'
import {StdioServerTransport} from '@modelcontextprotocol/sdk/server/stdio.js'
import type {Transport} from '@modelcontextprotocol/sdk/shared/transport.js'
import {CallToolRequestSchema, ListToolsRequestSchema} from '@modelcontextprotocol/sdk/types.js'
import {instructions} from '../domain/offered-tool.ts'
import type {OfferedTool, Toolbox} from '../domain/ports.ts'

export interface ServeOptions {
  readonly version: string
  readonly signal: AbortSignal
}

/** Serves tools over a transport until its client goes or the signal is aborted. */
export async function serveTools(
  toolbox: Toolbox,
  transport: Transport,
  {version, signal}: ServeOptions,
): Promise<void> {
  const server = new Server({name: 'ome', version}, {capabilities: {tools: {}}, instructions})
  server.setRequestHandler(ListToolsRequestSchema, async () => ({tools: (await toolbox.list()).map(toListed)}))
  server.setRequestHandler(CallToolRequestSchema, async ({params}, extra) => {
    const token = params._meta?.progressToken
    let progress = 0
    const onProgress = (message: string): void => {
      if (token === undefined || extra.signal.aborted) return
      progress += 1
      // A client that has gone gets no answer either.
      extra
        .sendNotification({method: 'notifications/progress', params: {progressToken: token, progress, message}})
        .catch(() => undefined)
    }
    const options = {signal: extra.signal, onProgress}
    const {text, isError} = await toolbox.call(params.name, params.arguments ?? {}, options)
    return {content: [{type: 'text', text}], isError}
  })
  const {promise: gone, resolve} = Promise.withResolvers<void>()
  server.onclose = resolve
  const stop = (): void => void server.close()
  signal.addEventListener('abort', stop, {once: true})
  try {
    await server.connect(transport)
    if (signal.aborted) stop()
    await gone
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const toListed = ({name, title, description, parameters, isRead, isDestructive}: OfferedTool) => ({
  name,
  title,
  description,
  inputSchema: {
    type: parameters.type,
    properties: parameters.properties as Record<string, object>,
    required: [...parameters.required],
    additionalProperties: parameters.additionalProperties,
  },
  annotations: {title, readOnlyHint: isRead, destructiveHint: isDestructive, openWorldHint: false},
})

/** The transport over the streams of this program. */
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
  // It does not look for the end of its input by itself, which may be there already.
  const end = (): void => void transport.close()
  if (input.readableEnded || input.destroyed) setImmediate(end)
  else input.once('end', end).once('close', end)
  return transport
}
