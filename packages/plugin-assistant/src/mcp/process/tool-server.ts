import {Server} from '@modelcontextprotocol/sdk/server/index.js'
import type {Transport} from '@modelcontextprotocol/sdk/shared/transport.js'
import {CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError} from '@modelcontextprotocol/sdk/types.js'
import {instructions} from '../domain/offered-tool.ts'
import type {OfferedTool, Toolbox} from '../domain/ports.ts'
import {overStreams} from './stream-transport.ts'

export interface ServeOptions {
  readonly version: string
  readonly signal: AbortSignal
  /** Time between two looks whether other tools are there. */
  readonly lookMs?: number
}

/** The same over the streams of this program. */
export const serveStreams = (
  toolbox: Toolbox,
  {stdin, write}: {readonly stdin: NodeJS.ReadableStream; readonly write: (text: string) => void},
  options: ServeOptions,
): Promise<void> => serveTools(toolbox, overStreams(stdin, write), options)

/** Serves tools over a transport until its client goes or the signal is aborted. */
export async function serveTools(
  toolbox: Toolbox,
  transport: Transport,
  {version, signal, lookMs = 10_000}: ServeOptions,
): Promise<void> {
  const server = new Server({name: 'ome', version}, {capabilities: {tools: {listChanged: true}}, instructions})
  let listed: string | undefined
  server.setRequestHandler(ListToolsRequestSchema, async ({params}) => {
    const all = await toolbox.list()
    listed = namesOf(all)
    const {tools, next} = pageOf(all, params?.cursor)
    if (tools.length === 0 && params?.cursor !== undefined)
      throw new McpError(ErrorCode.InvalidParams, 'there is no such page: begin again without a cursor')
    return {tools: tools.map(toListed), ...(next !== undefined && {nextCursor: next})}
  })
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
  const looking = setInterval(async () => {
    // What cannot be read now, as while a plugin is installed, is looked at again.
    const now = listed === undefined ? undefined : await toolbox.list().then(namesOf, () => undefined)
    if (now === undefined || now === listed) return
    listed = now
    // A client that has gone hears nothing.
    await server.sendToolListChanged().catch(() => undefined)
  }, lookMs)
  looking.unref()
  try {
    await server.connect(transport)
    if (signal.aborted) stop()
    await gone
  } finally {
    clearInterval(looking)
    signal.removeEventListener('abort', stop)
  }
}

const namesOf = (tools: readonly OfferedTool[]): string => tools.map(({name}) => name).join(' ')

/** As many as all clients take in one answer that do not ask for the next page. */
const pageSize = 100

/** The tools behind the one that a cursor names; none where there is none of that name. */
function pageOf(tools: readonly OfferedTool[], cursor: string | undefined) {
  const first = cursor === undefined ? 0 : tools.findIndex(({name}) => name === cursor) + 1
  const page = cursor !== undefined && first === 0 ? [] : tools.slice(first, first + pageSize)
  const last = page.at(-1)
  return {tools: page, next: first + page.length < tools.length ? last?.name : undefined}
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
