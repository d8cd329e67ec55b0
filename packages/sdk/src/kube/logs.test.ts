import assert from 'node:assert/strict'
import {clientOf} from '../../test/loopback/client.ts'
import {json, loopback} from '../../test/loopback/server.ts'

describe('pod logs', () => {
  it('are streamed line by line, characters and lines split over chunks joined', async () => {
    await using server = await loopback((_request, response) => {
      const bytes = Buffer.from('first\nzweité\nlast')
      response.writeHead(200, {'content-type': 'text/plain'})
      for (const byte of bytes) response.write(Buffer.of(byte))
      response.end()
    })
    using client = await clientOf(server)

    const found: string[] = []
    for await (const line of client.kube.logs('p', {namespace: 'prod', container: 'c', follow: true, tailLines: 5}))
      found.push(line)

    assert.deepEqual(found, ['first', 'zweité', 'last'])
    assert.deepEqual(server.requests, ['GET /api/v1/namespaces/prod/pods/p/log?container=c&follow=true&tailLines=5'])
  })

  it('come in pieces where a line has no end', async () => {
    const megabytes = 3
    await using server = await loopback(async (_request, response) => {
      response.writeHead(200, {'content-type': 'text/plain'})
      const chunk = Buffer.alloc(1024 * 1024, 'x')
      for (let sent = 0; sent < megabytes; sent++) await new Promise<void>((go) => response.write(chunk, () => go()))
      response.end('\nlast')
    })
    using client = await clientOf(server)

    const lengths: number[] = []
    for await (const line of client.kube.logs('p', {namespace: 'prod'})) lengths.push(line.length)

    assert.equal(Math.max(...lengths), 64 * 1024)
    assert.equal(
      lengths.reduce((sum, each) => sum + each, 0),
      megabytes * 1024 * 1024 + 'last'.length,
    )
  })

  it('say which one broke off, and end a followed one with the signal of the call', async () => {
    await using server = await loopback((request, response) => {
      response.writeHead(200, {'content-type': 'text/plain'})
      response.write('line\npart', () => {
        if (!request.url?.includes('follow')) response.destroy()
      })
    })
    using client = await clientOf(server)
    const stop = new AbortController()
    const read = async (follow: boolean) => {
      for await (const line of client.kube.logs('p', {namespace: 'prod', follow, signal: stop.signal})) {
        assert.equal(line, 'line')
        if (follow) stop.abort()
      }
    }

    await assert.rejects(read(false), {kind: 'unreachable', message: /^the log of pod "p" broke off: /})
    await assert.rejects(read(true), {kind: 'cancelled'})
  })

  it('throw what the server says', async () => {
    const message = 'a container name must be specified for pod p, choose one of: [a b]'
    await using server = await loopback((_request, response) =>
      json(response, {kind: 'Status', reason: 'BadRequest', message, code: 400}, 400),
    )
    using client = await clientOf(server)

    await assert.rejects(client.kube.logs('p', {namespace: 'prod'})[Symbol.asyncIterator]().next(), {
      kind: 'failed',
      message,
    })
  })
})
