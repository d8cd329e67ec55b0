import {createServer, type IncomingMessage, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'

export interface AskedChat {
  readonly path: string
  readonly key: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: bodies are looked into by tests alone
  readonly body: any
}

/** What the stand-in answers: a value becomes JSON, a text is sent as it is. */
export type Answering = (asked: AskedChat, count: number) => unknown

export interface Endpoint {
  readonly url: string
  readonly asked: AskedChat[]
  answer: Answering
  stop(): Promise<void>
}

/** A stand-in of an OpenAI-compatible endpoint on loopback. */
export async function endpoint(answer: Answering): Promise<Endpoint> {
  const asked: AskedChat[] = []
  const made: {answer: Answering} = {answer}
  const server: Server = createServer(async (request, response) => {
    const path = request.url ?? ''
    if (path.endsWith('/models')) return response.end(JSON.stringify({data: [{id: 'stand-in', max_model_len: 32768}]}))
    const body = JSON.parse(await textOf(request))
    const one = {path, key: request.headers.authorization, body}
    asked.push(one)
    const said = await made.answer(one, asked.length)
    if (said instanceof Response) return response.writeHead(said.status).end(await said.text())
    if (said === silence) return
    if (said === endless) {
      response.writeHead(200, {'content-type': 'application/json'})
      response.write('{"choices":[{"message":{"content":"')
      const more = (): void => {
        while (!response.destroyed && response.write('never ending '.repeat(500)));
        if (!response.destroyed) response.once('drain', more)
      }
      return more()
    }
    response.end(typeof said === 'string' ? said : JSON.stringify(said))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  return Object.assign(made, {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

/** No answer at all. */
export const silence: unique symbol = Symbol('silence')
/** An answer without end. */
export const endless: unique symbol = Symbol('endless')

export const says = (content: string) => ({choices: [{message: {role: 'assistant', content}}]})

export const calls = (...list: readonly (readonly [name: string, input: unknown])[]) => ({
  choices: [
    {
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: null,
        tool_calls: list.map(([name, input], at) => ({
          id: `c${at}`,
          type: 'function',
          function: {name, arguments: typeof input === 'string' ? input : JSON.stringify(input)},
        })),
      },
    },
  ],
})

/** Probes are answered as a model with tools answers them. */
export const withTools =
  (answer: Answering): Answering =>
  (asked, count) =>
    isProbe(asked) ? calls(['report_ready', {ready: true}]) : answer(asked, count)

export const isProbe = ({body}: AskedChat): boolean => JSON.stringify(body).includes('report_ready')

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += part
  return text
}
