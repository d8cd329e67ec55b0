import assert from 'node:assert/strict'
import type {ServerResponse} from 'node:http'
import {clientOf} from '../../test/loopback/client.ts'
import {json, loopback} from '../../test/loopback/server.ts'
import type {KubeClient, KubeObject} from '../kube.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}
const pod = (name: string, resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'prod', uid: `uid-${name}`, resourceVersion},
})
const line = (type: string, object: object) => `${JSON.stringify({type, object})}\n`
const bookmark = (resourceVersion: string) =>
  line('BOOKMARK', {kind: 'Pod', apiVersion: 'v1', metadata: {resourceVersion}})
const status = (code: number, reason: string) => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message: reason,
  reason,
  code,
})

interface Script {
  /** Answers to lists, in order; the last one is repeated. */
  readonly lists: readonly {readonly resourceVersion: string; readonly items: readonly KubeObject[]}[]
  /** What each watch does, in order; the last one stays open and silent. */
  readonly watches: readonly ((response: ServerResponse) => void)[]
}

const silent = (response: ServerResponse) => response.flushHeaders()

async function scripted({lists, watches}: Script) {
  let listed = 0
  let watched = 0
  return loopback((request, response) => {
    if (request.url?.includes('watch=true')) return (watches[watched++] ?? silent)(response)
    const {items, resourceVersion} = lists[Math.min(listed++, lists.length - 1)] ?? {items: [], resourceVersion: '0'}
    return json(response, {kind: 'PodList', apiVersion: 'v1', metadata: {resourceVersion}, items})
  })
}

/** The first `count` events, as `TYPE name@version`. */
async function events(kube: KubeClient, count: number): Promise<string[]> {
  const found: string[] = []
  for await (const {type, object} of kube.watch(pods, {namespace: 'prod', labelSelector: 'a=b'})) {
    found.push(`${type} ${object.metadata.name}@${object.metadata.resourceVersion}`)
    if (found.length === count) break
  }
  return found
}

const versionsAsked = (requests: readonly string[]) =>
  requests
    .filter((request) => request.includes('watch=true'))
    .map((request) => new URL(request.slice(4), 'http://x').searchParams.get('resourceVersion'))

describe('a watch', () => {
  it('gives what is there, then the changes, from the version of the list on', async () => {
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: [pod('a', '3')]}],
      watches: [
        (response) =>
          response.write(
            line('MODIFIED', pod('a', '11')) + line('ADDED', pod('b', '12')) + line('DELETED', pod('a', '13')),
          ),
      ],
    })
    using client = await clientOf(server)

    assert.deepEqual(await events(client.kube, 4), ['ADDED a@3', 'MODIFIED a@11', 'ADDED b@12', 'DELETED a@13'])
    assert.deepEqual(server.requests, [
      'GET /api/v1/namespaces/prod/pods?labelSelector=a%3Db&limit=500',
      'GET /api/v1/namespaces/prod/pods?labelSelector=a%3Db&resourceVersion=10&allowWatchBookmarks=true&timeoutSeconds=290&watch=true',
    ])
  })

  it('goes on after a connection lost in the middle of a line, without losing or repeating an event', async () => {
    const second = line('MODIFIED', pod('a', '12'))
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: []}],
      watches: [
        (response) => response.write(line('ADDED', pod('a', '11')) + second.slice(0, 20), () => response.destroy()),
        (response) => response.write(second.slice(0, 30), () => response.write(second.slice(30))),
      ],
    })
    using client = await clientOf(server)

    assert.deepEqual(await events(client.kube, 2), ['ADDED a@11', 'MODIFIED a@12'])
    assert.deepEqual(versionsAsked(server.requests), ['10', '11'])
  })

  it('goes on at the last bookmark after the server ended the stream', async () => {
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: []}],
      watches: [
        (response) => response.end(bookmark('50')),
        (response) => response.write(line('ADDED', pod('a', '51'))),
      ],
    })
    using client = await clientOf(server)

    assert.deepEqual(await events(client.kube, 1), ['ADDED a@51'])
    assert.deepEqual(versionsAsked(server.requests), ['10', '50'])
    assert.equal(server.requests.length, 3)
  })

  const expiries: readonly (readonly [string, (response: ServerResponse) => void])[] = [
    ['an ERROR event', (response) => response.end(line('ERROR', status(410, 'Expired')))],
    ['status 410', (response) => json(response, status(410, 'Expired'), 410)],
  ]
  for (const [name, expire] of expiries) {
    it(`lists again after ${name} and tells only the differences`, async () => {
      await using server = await scripted({
        lists: [
          {resourceVersion: '10', items: [pod('same', '1'), pod('changed', '2'), pod('gone', '3')]},
          {resourceVersion: '90', items: [pod('same', '1'), pod('changed', '80'), pod('new', '85')]},
        ],
        watches: [expire, (response) => response.write(line('DELETED', pod('same', '91')))],
      })
      using client = await clientOf(server)

      const found = await events(client.kube, 7)

      assert.deepEqual(found.slice(3), ['DELETED gone@3', 'MODIFIED changed@80', 'ADDED new@85', 'DELETED same@91'])
      assert.deepEqual(versionsAsked(server.requests), ['10', '90'])
    })
  }

  it('waits longer after each failure and gives up in the end', async () => {
    const waits: number[] = []
    const refuse = (response: ServerResponse) => json(response, status(500, 'InternalError'), 500)
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: [pod('a', '1')]}],
      watches: Array.from({length: 20}, () => refuse),
    })
    using client = await clientOf(server, {environment: {sleep: async (ms) => void waits.push(ms)}})

    await assert.rejects(events(client.kube, 2), {kind: 'failed', message: 'InternalError'})
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16000])
  })

  it('says once that the server is lost, and when it is back', async () => {
    const told: (string | undefined)[] = []
    const refuse = (response: ServerResponse) => json(response, status(503, 'ServiceUnavailable'), 503)
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: []}],
      watches: [(response) => response.destroy(), refuse, refuse, silent],
    })
    const stop = new AbortController()
    const onTrouble = (text: string | undefined): void => {
      told.push(text)
      if (text === undefined) stop.abort()
    }
    using client = await clientOf(server, {environment: {onTrouble, signal: stop.signal}})

    assert.deepEqual(await events(client.kube, 1), [])
    assert.deepEqual(told, ['connection lost, trying again …', undefined])
  })

  it('ends with unreachable when the server is gone, after half a minute of tries', async () => {
    const told: (string | undefined | number)[] = []
    const server = await scripted({lists: [{resourceVersion: '10', items: [pod('a', '1')]}], watches: []})
    using client = await clientOf(server, {
      environment: {onTrouble: (text) => void told.push(text), sleep: async (ms) => void told.push(ms)},
    })
    await assert.rejects(
      async () => {
        for await (const {type} of client.kube.watch(pods, {namespace: 'prod'})) {
          assert.equal(type, 'ADDED')
          await server[Symbol.asyncDispose]()
        }
      },
      {kind: 'unreachable'},
    )
    assert.deepEqual(told, ['connection lost, trying again …', 1000, 2000, 4000, 8000, 16000, undefined])
  })

  it('is patient again after an event', async () => {
    const refuse = (response: ServerResponse) => json(response, status(500, 'InternalError'), 500)
    const add = (version: string) => (response: ServerResponse) =>
      response.end(line('ADDED', pod(`p${version}`, version)))
    const five = Array.from({length: 5}, () => refuse)
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: []}],
      watches: [...five, add('11'), ...five, add('12')],
    })
    using client = await clientOf(server)

    assert.deepEqual(await events(client.kube, 2), ['ADDED p11@11', 'ADDED p12@12'])
  })

  it('throws at once what does not pass by itself', async () => {
    await using server = await loopback((_request, response) =>
      json(response, {...status(403, 'Forbidden'), message: 'pods is forbidden'}, 403),
    )
    using client = await clientOf(server)

    await assert.rejects(events(client.kube, 1), {kind: 'denied', message: 'pods is forbidden'})
    assert.equal(server.requests.length, 1)
  })

  it('throws an ERROR event that does not pass by itself', async () => {
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: []}],
      watches: [(response) => response.end(line('ERROR', {...status(403, 'Forbidden'), message: 'no more'}))],
    })
    using client = await clientOf(server)

    await assert.rejects(events(client.kube, 1), {kind: 'denied', message: 'no more'})
  })

  it('ends without an error when either signal comes, in a silent stream and in a pause', async () => {
    await using server = await scripted({lists: [{resourceVersion: '10', items: [pod('a', '1')]}], watches: []})
    const command = new AbortController()
    const call = new AbortController()
    using client = await clientOf(server, {environment: {signal: command.signal}})

    for (const stop of [call, command]) {
      const found: string[] = []
      for await (const {object} of client.kube.watch(pods, {
        namespace: 'prod',
        ...(stop === call ? {signal: call.signal} : {}),
      })) {
        found.push(object.metadata.name)
        stop.abort()
      }
      assert.deepEqual(found, ['a'])
    }
  })

  it('tells what differs from what the caller knows, deletions too', async () => {
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: [pod('same', '1'), pod('changed', '9'), pod('new', '8')]}],
      watches: [],
    })
    using client = await clientOf(server)
    const known = {objects: [pod('same', '1'), pod('changed', '2'), pod('gone', '3')]}

    const found: string[] = []
    for await (const {type, object} of client.kube.watch(pods, {known})) {
      found.push(`${type} ${object.metadata.name}`)
      if (found.length === 3) break
    }

    assert.deepEqual(found, ['DELETED gone', 'MODIFIED changed', 'ADDED new'])
  })

  it('goes on from a version without listing, and lists when it is too old', async () => {
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: []}],
      watches: [
        (response) => response.end(line('ADDED', pod('b', '6'))),
        (response) => response.end(line('ERROR', status(410, 'Expired'))),
      ],
    })
    using client = await clientOf(server)

    const found: string[] = []
    for await (const {type, object} of client.kube.watch(pods, {
      known: {objects: [pod('a', '1')], resourceVersion: '5'},
    })) {
      found.push(`${type} ${object.metadata.name}`)
      if (found.length === 3) break
    }

    assert.deepEqual(found, ['ADDED b', 'DELETED a', 'DELETED b'])
    assert.deepEqual(versionsAsked(server.requests).slice(0, 2), ['5', '6'])
    assert.equal(server.requests.filter((request) => !request.includes('watch=true')).length, 1)
  })

  it("of tables carries the server's cells", async () => {
    const table = (object: KubeObject, cells: unknown[]) => ({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: {resourceVersion: '10'},
      rows: [{cells, object}],
    })
    await using server = await loopback((request, response) => {
      if (!request.url?.includes('watch=true'))
        return json(response, {...table(pod('a', '1'), ['a', 'Running']), columnDefinitions: [{name: 'Name'}]})
      response.write(line('MODIFIED', table(pod('a', '11'), ['a', 'Failed'])))
    })
    using client = await clientOf(server)

    const found: unknown[] = []
    for await (const {type, object, cells} of client.kube.watch(pods, {cells: true})) {
      found.push([type, object.metadata.resourceVersion, cells])
      if (found.length === 2) break
    }

    assert.deepEqual(found, [
      ['ADDED', '1', ['a', 'Running']],
      ['MODIFIED', '11', ['a', 'Failed']],
    ])
    assert.ok(server.requests.every((request) => request.includes('includeObject=Object')))
  })

  it('closes its connection when the reader stops', async () => {
    let closed: () => void = () => undefined
    const gone = new Promise<void>((resolve) => {
      closed = resolve
    })
    await using server = await scripted({
      lists: [{resourceVersion: '10', items: []}],
      watches: [
        (response) => {
          response.on('close', closed)
          response.write(line('ADDED', pod('a', '11')))
        },
      ],
    })
    using client = await clientOf(server)

    await events(client.kube, 1)
    await gone
  })
})
