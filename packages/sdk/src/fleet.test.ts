import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {makeCertificates} from '../test/loopback/certificates.ts'
import {data, surroundings} from '../test/loopback/client.ts'
import {json, loopback} from '../test/loopback/server.ts'
import type {Context} from './context.ts'
import {OmeError} from './errors.ts'
import {askFleet, type FleetMember, fleetExitCode, fleetMembers} from './fleet.ts'
import {renderFleet} from './fleet-view.ts'
import {kubeClient} from './kube/client.ts'
import {exitCodeOf} from './runtime.ts'
import type {View} from './view.ts'

interface Place {
  readonly server: string
  readonly ca?: string
}

/** A person's folder with a kubeconfig of these contexts. */
function worldOf(places: Readonly<Record<string, Place>>, current?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'ome-fleet-'))
  const kubeconfig = join(folder, 'config')
  const entries = Object.entries(places)
  const config = {
    'current-context': current,
    clusters: [...new Map(entries.map(([, place]) => [place.server, place])).values()].map(({server, ca}) => ({
      name: server,
      cluster: {server, ...(ca !== undefined && {'certificate-authority-data': data(ca)})},
    })),
    users: [{name: 'u', user: {token: 'secret'}}],
    contexts: entries.map(([name, {server}]) => ({name, context: {cluster: server, user: 'u', namespace: name}})),
  }
  writeFileSync(kubeconfig, JSON.stringify(config))
  const written = {out: '', err: ''}
  const io = {
    out: (text: string) => {
      written.out += text
    },
    err: (text: string) => {
      written.err += text
    },
    width: 80,
    isTTY: false,
    colour: false,
    unicode: true,
  }
  const context = {
    io,
    env: {KUBECONFIG: kubeconfig, HOME: folder},
    cwd: folder,
    now: () => new Date(0),
    kube: (options = {}) => kubeClient(options, {...surroundings(folder), env: {KUBECONFIG: kubeconfig}}),
    namespace: async () => 'default',
  } as unknown as Context
  return {context, written, [Symbol.dispose]: () => rmSync(folder, {recursive: true, force: true})}
}

const signal = new AbortController().signal
const configMaps = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}
const names: View<readonly string[]> = {
  kind: 'NameList',
  columns: [{header: 'NAME', value: (name) => name}],
  json: (name) => ({name}),
}

const read = async (context: Context): Promise<readonly string[]> => {
  const kube = await context.kube()
  return (await kube.list(configMaps, {namespace: 'default'})).map(({metadata}) => metadata.name)
}

describe('several clusters at once', () => {
  it('of 20 contexts 5 hang, 2 refuse and 1 has an expired certificate: all are told within the time', async () => {
    const [good, old] = await Promise.all([makeCertificates(), makeCertificates({notAfter: new Date('2021-01-01')})])
    const item = {metadata: {name: 'there'}}
    const list = {kind: 'ConfigMapList', apiVersion: 'v1', metadata: {}, items: [item]}
    await using fine = await loopback((_request, response) => json(response, list), good.server)
    await using silent = await loopback(() => undefined, good.server)
    await using expired = await loopback((_request, response) => json(response, list), old.server)
    const gone = await loopback((_request, response) => json(response, list))
    await gone[Symbol.asyncDispose]()
    const place = (server: string, ca?: string) => ({server, ...(ca !== undefined && {ca})})
    const many = (count: number, name: string, server: Place) =>
      Array.from({length: count}, (_, index) => [`${name}-${index}`, server] as const)
    using world = worldOf(
      Object.fromEntries([
        ...many(12, 'fine', place(fine.url, good.ca)),
        ...many(5, 'hangs', place(silent.url, good.ca)),
        ...many(2, 'refuses', place(gone.url)),
        ...many(1, 'expired', place(expired.url, old.ca)),
      ]),
    )
    const all = [...Array.from({length: 12}, (_, index) => `fine-${index}`)]
    const typed = [
      ...all,
      ...Array.from({length: 5}, (_, index) => `hangs-${index}`),
      'refuses-0',
      'refuses-1',
      'expired-0',
    ].join(',')

    const timeoutMs = 2000
    const members = await fleetMembers(world.context, typed, {timeoutMs})
    const started = performance.now()
    const answers = await askFleet(members, read, {signal, timeoutMs})
    const took = performance.now() - started

    assert.equal(answers.length, 20)
    // One after the other, the five that hang would take at least this long.
    assert.ok(took < 5 * timeoutMs, `it took ${Math.round(took)} ms`)
    assert.deepEqual(
      answers.filter((answer) => 'value' in answer).map(({cluster}) => cluster),
      all,
    )
    const messages = answers.flatMap((answer) =>
      'error' in answer ? [`${answer.cluster}: ${answer.error.message}`] : [],
    )
    assert.equal(messages.filter((text) => /^hangs-\d: .*did not answer within/.test(text)).length, 5)
    assert.equal(messages.filter((text) => /^refuses-\d: the connection to .* was refused/.test(text)).length, 2)
    assert.equal(messages.filter((text) => /^expired-0: the certificate of .* has expired/.test(text)).length, 1)
    assert.equal(fleetExitCode(answers), 7)

    const paper = {io: world.context.io, now: new Date(0)}
    assert.throws(
      () => renderFleet(names, answers, paper),
      (error) => exitCodeOf(error) === 7,
    )
    const lines = world.written.out.trim().split('\n')
    assert.equal(lines.length, 21)
    assert.match(lines[0] ?? '', /^CLUSTER +NAME/)
    assert.match(lines[1] ?? '', /^fine-0 +there/)
    assert.match(lines[20] ?? '', /^expired-0 +<unreachable>/)
    assert.match(world.written.err, /^error: expired-0: the certificate of .* has expired$/m)
  })

  const members = (...clusters: string[]): FleetMember[] =>
    clusters.map((cluster) => ({cluster, context: {} as Context}))

  it('one that answers but never ends is told as late', async () => {
    const answers = await askFleet(
      members('a', 'b'),
      async (_, cluster) => (cluster === 'a' ? 1 : new Promise<number>(() => {})),
      {
        signal,
        timeoutMs: 20,
      },
    )
    assert.deepEqual(answers[0], {cluster: 'a', value: 1})
    assert.equal('error' in (answers[1] ?? {}) && fleetExitCode(answers), 7)
  })

  it('the worst code counts, of errors and of values', () => {
    const denied = {cluster: 'a', error: new OmeError('denied', 'no')}
    assert.equal(fleetExitCode([{cluster: 'b', value: 1}, denied]), 5)
    assert.equal(
      fleetExitCode([{cluster: 'b', value: 1}], () => 3),
      3,
    )
    assert.equal(fleetExitCode([{cluster: 'b', value: 1}]), 0)
  })

  it('hints ask the cluster they are about', async () => {
    const failing = async () => {
      throw new OmeError('not-found', 'nothing', ['list what is there: ome get workspaces'])
    }
    const [answer] = await askFleet(members('west'), failing, {signal})
    assert.deepEqual(answer && 'error' in answer && answer.error.hints, [
      'list what is there: ome --context west get workspaces',
    ])
  })

  it('each may be written to on its own', async () => {
    using world = worldOf({a: {server: 'https://a.example'}, b: {server: 'https://b.example'}})
    const asked: (string | undefined)[] = []
    const context = {...world.context, mayWrite: async (name?: string) => void asked.push(name)}
    for (const member of await fleetMembers(context, 'a,b')) await member.context.mayWrite?.()
    assert.deepEqual(asked, ['a', 'b'])
  })

  it('a defect of ours is no answer', async () => {
    const broken = async () => {
      throw new TypeError('oops')
    }
    await assert.rejects(askFleet(members('a'), broken, {signal}), TypeError)
  })

  it('Ctrl-C ends all', async () => {
    const aborts = new AbortController()
    aborts.abort()
    await assert.rejects(
      askFleet(members('a'), async () => 1, {signal: aborts.signal}),
      {kind: 'cancelled'},
    )
  })

  it('contexts are named once, and all means one per cluster', async () => {
    const same = {server: 'https://one.example'}
    using world = worldOf({lab: same, main: same, other: {server: 'https://two.example'}}, 'main')
    const namesOf = async (typed: string) => (await fleetMembers(world.context, typed)).map(({cluster}) => cluster)
    assert.deepEqual(await namesOf('other, lab,other'), ['other', 'lab'])
    assert.deepEqual(await namesOf('all'), ['main', 'other'])
  })

  for (const [typed, message] of [
    ['mian', /no context is called "mian"/],
    ['main,x,y', /no contexts are called "x", "y"/],
    [',', /names no context/],
  ] as const)
    it(`refuses ${typed}`, async () => {
      using world = worldOf({main: {server: 'https://one.example'}})
      await assert.rejects(fleetMembers(world.context, typed), {kind: 'usage', message})
    })
})

describe('what several clusters say', () => {
  const answers = [
    {cluster: 'east', value: ['a', 'b']},
    {cluster: 'west', error: new OmeError('denied', 'you may not list')},
  ]
  const printed = (output?: string) => {
    using world = worldOf({})
    const paper = {io: world.context.io, now: new Date(0), output}
    assert.throws(
      () => renderFleet(names, answers, paper),
      (error) => exitCodeOf(error) === 5,
    )
    return world.written
  }

  it('is one table, and each failure has its row', () => {
    const {out, err} = printed()
    assert.equal(out.replaceAll(/ +/g, ' ').replaceAll(' \n', '\n'), 'CLUSTER NAME\neast a\neast b\nwest <denied>\n')
    assert.equal(err, 'error: west: you may not list\n')
  })

  it('is one document', () => {
    const {out, err} = printed('json')
    const {kind, items} = JSON.parse(out)
    assert.equal(kind, 'NameList')
    assert.deepEqual(items[0], {cluster: 'east', name: 'a'})
    assert.deepEqual(items[2], {
      cluster: 'west',
      error: {kind: 'denied', message: 'you may not list', hints: []},
      exitCode: 5,
    })
    assert.equal(err, '')
  })
})
