import {createServer, type ServerResponse} from 'node:http'
import {parentPort, workerData} from 'node:worker_threads'
import type {EngineConstants, Truth} from './engine.ts'

const constants: EngineConstants = workerData
const parent = parentPort
if (!parent) throw new Error('runs in a thread')

let requests = 0
let failed = 0
let [firsts, gaps, ends]: number[][] = [[], [], []]

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`
const token = event({object: 'chat.completion.chunk', choices: [{index: 0, delta: {content: ' word'}}]})
const last =
  event({choices: [{index: 0, delta: {}, finish_reason: 'length'}]}) +
  event({choices: [], usage: {prompt_tokens: 12, completion_tokens: constants.tokens}}) +
  'data: [DONE]\n\n'

/** Against absolute times, so that gaps do not add up their delays. */
function stream(response: ServerResponse, came: number): void {
  const {ttftMs, gapMs, tokens} = constants
  let before = came
  const send = (index: number): void => {
    const now = performance.now()
    if (index === 0) firsts?.push(now - came)
    else gaps?.push(now - before)
    before = now
    const isLast = index === tokens - 1
    response.write(token)
    if (isLast) {
      ends?.push(now - came)
      response.end(last)
    } else setTimeout(send, Math.max(0, came + ttftMs + gapMs * (index + 1) - performance.now()), index + 1)
  }
  setTimeout(send, ttftMs, 0)
}

const median = (values: readonly number[] = []): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const server = createServer((request, response) => {
  if (request.url === '/v1/models') {
    response.end(JSON.stringify({object: 'list', data: [{id: 'm'}]}))
    return
  }
  const came = performance.now()
  requests++
  request.resume()
  request.on('end', () => {
    if (constants.failsEach !== undefined && requests % constants.failsEach === 0) {
      failed++
      response.writeHead(constants.status ?? 503, {'content-type': 'application/json'})
      response.end(JSON.stringify({error: {message: 'busy', code: constants.status}}))
      return
    }
    response.writeHead(200, {'content-type': 'text/event-stream'})
    response.flushHeaders()
    stream(response, came)
  })
})
server.listen({port: 0, host: '127.0.0.1', backlog: 2048}, () => {
  const address = server.address()
  parent.postMessage(typeof address === 'object' ? address?.port : undefined)
})
parent.on('message', () => {
  const truth: Truth = {requests, failed, ttft: median(firsts), gap: median(gaps), e2e: median(ends)}
  requests = 0
  failed = 0
  firsts = []
  gaps = []
  ends = []
  parent.postMessage(truth)
})
