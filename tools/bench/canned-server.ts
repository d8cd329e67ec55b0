// A server that does next to nothing, so that what is measured is the client: one answer for all, no HTTP library.
import {createServer} from 'node:net'

const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`
const events =
  event({choices: [{index: 0, delta: {content: ' word'}}]}).repeat(16) +
  event({choices: [], usage: {prompt_tokens: 12, completion_tokens: 16}}) +
  'data: [DONE]\n\n'
const usage = {prompt_tokens: 12, total_tokens: 12}
const embedding = JSON.stringify({object: 'list', data: [{index: 0, embedding: [0.1, 0.2, 0.3, 0.4]}], usage})

const answerOf = (type: string, body: string): Buffer =>
  Buffer.from(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
const answers = [
  ['/v1/embeddings', answerOf('application/json', embedding)],
  ['/v1/chat/completions', answerOf('text/event-stream', events)],
] as const
const models = answerOf('application/json', JSON.stringify({object: 'list', data: [{id: 'm', object: 'model'}]}))

const server = createServer((socket) => {
  let rest = ''
  socket.setNoDelay(true)
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1')
    for (;;) {
      const head = rest.indexOf('\r\n\r\n')
      if (head < 0) return
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(rest.slice(0, head))?.[1] ?? 0)
      const end = head + 4 + length
      if (rest.length < end) return
      const path = rest.slice(rest.indexOf(' ') + 1, rest.indexOf(' HTTP'))
      rest = rest.slice(end)
      socket.write(answers.find(([own]) => path === own)?.[1] ?? models)
    }
  })
  // A client that ends its connections at the end of a run is no trouble.
  socket.on('error', () => socket.destroy())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`)
})
process.stdin.resume().on('end', () => process.exit(0))
