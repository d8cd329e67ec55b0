import assert from 'node:assert/strict'
import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {PassThrough} from 'node:stream'
import type {Io} from '@ome/sdk/context'
import {makeContext} from './context.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}

/** An API server that lists nothing and has no stream to give. */
async function failing() {
  const server = createServer((request, response) => {
    const watches = request.url?.includes('watch=true')
    response.writeHead(watches ? 500 : 200, {'content-type': 'application/json'})
    response.end(JSON.stringify(watches ? {kind: 'Status', code: 500} : {metadata: {resourceVersion: '1'}, items: []}))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const {port} = server.address() as AddressInfo
  return {url: `http://127.0.0.1:${port}`, close: () => server.close()}
}

describe('a lost connection', () => {
  for (const [who, listens] of [
    ['stderr', false],
    ['the view that listens, and not stderr', true],
  ] as const) {
    it(`is told to ${who}`, async () => {
      const server = await failing()
      const stop = new AbortController()
      const told: string[] = []
      const tell = (text: string): void => {
        told.push(text)
        stop.abort()
      }
      const io: Io = {
        out: () => undefined,
        err: (text) => tell(`stderr: ${text}`),
        stdin: new PassThrough(),
        width: 80,
        height: 24,
        isTTY: false,
        errIsTTY: false,
        colour: false,
        unicode: false,
        canPrompt: false,
        onResize: () => () => undefined,
      }
      const {context, end} = makeContext(
        {
          io,
          env: {},
          cwd: '/',
          folders: {config: '/none', data: '/none', cache: '/none'},
          settings: {get: () => undefined, origin: () => undefined},
          signal: stop.signal,
          bin: 'ome',
          version: '0.0.0',
        },
        'test',
      )
      if (listens) context.onTrouble?.((text) => text !== undefined && tell(`view: ${text}`))

      const kube = await context.kube({server: server.url})
      for await (const _ of kube.watch(pods, {namespace: 'prod'})) assert.fail('there is nothing to see')

      assert.deepEqual(told, [
        listens ? 'view: connection lost, trying again …' : 'stderr: connection lost, trying again ...\n',
      ])
      await end()
      server.close()
    })
  }
})
