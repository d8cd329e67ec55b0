// An engine with known constants, in a process of its own: prints its address, ends when its input does.
import {createServer, type ServerResponse} from 'node:http'
import {median} from './measure.ts'

/** Milliseconds. */
export interface EngineConstants {
  readonly ttftMs: number
  readonly gapMs: number
  readonly tokens: number
}

/** What it really did since it was last asked, at `/truth`: medians of milliseconds. */
export interface EngineTruth {
  readonly requests: number
  readonly ttft: number
  readonly itl: number
  readonly e2e: number
}

const constants: EngineConstants = JSON.parse(process.argv[2] ?? '{}')

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`
const token = event({object: 'chat.completion.chunk', choices: [{index: 0, delta: {content: ' word'}}]})
const last =
  event({choices: [{index: 0, delta: {}, finish_reason: 'length'}]}) +
  event({choices: [], usage: {prompt_tokens: 12, completion_tokens: constants.tokens}}) +
  'data: [DONE]\n\n'
const models = JSON.stringify({object: 'list', data: [{id: 'm', object: 'model'}]})

/** Of long runs the latest are enough. */
const kept = 100_000
const seen = {requests: 0, ttft: [] as number[], itl: [] as number[], e2e: [] as number[]}
const keep = (values: number[], value: number): void => {
  if (values.length < kept) values.push(value)
  else values[seen.requests % kept] = value
}

function truth(): EngineTruth {
  const told = {requests: seen.requests, ttft: median(seen.ttft), itl: median(seen.itl), e2e: median(seen.e2e)}
  Object.assign(seen, {requests: 0, ttft: [], itl: [], e2e: []})
  return told
}

/** Against absolute times, so that gaps do not add up their delays. */
function stream(response: ServerResponse, came: number): void {
  const {ttftMs, gapMs, tokens} = constants
  let before = came
  const send = (index: number): void => {
    if (response.destroyed) return
    const now = performance.now()
    keep(index === 0 ? seen.ttft : seen.itl, now - before)
    before = now
    response.write(token)
    if (index === tokens - 1) {
      keep(seen.e2e, now - came)
      response.end(last)
    } else setTimeout(send, Math.max(0, came + ttftMs + gapMs * (index + 1) - performance.now()), index + 1)
  }
  response.writeHead(200, {'content-type': 'text/event-stream'})
  response.flushHeaders()
  setTimeout(send, ttftMs, 0)
}

const server = createServer((request, response) => {
  const came = performance.now()
  request.resume()
  request.on('end', () => {
    if (request.url === '/v1/chat/completions') {
      seen.requests += 1
      return stream(response, came)
    }
    response.writeHead(200, {'content-type': 'application/json'})
    response.end(request.url === '/truth' ? JSON.stringify(truth()) : models)
  })
})
// A thousand streams connect at once.
server.listen({port: 0, host: '127.0.0.1', backlog: 4096}, () => {
  const address = server.address()
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`)
})
process.stdin.resume().on('end', () => process.exit(0))
