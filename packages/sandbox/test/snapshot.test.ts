import assert from 'node:assert/strict'
import {appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {ApiObject, ResourceName} from '../src/api.ts'
import {type Cluster, startCluster} from '../src/cluster.ts'
import {openJournal, readJournal} from '../src/journal.ts'
import {parseSnapshot, SnapshotError} from '../src/snapshot.ts'

const configMaps: ResourceName = {group: '', plural: 'configmaps'}
const pods: ResourceName = {group: '', plural: 'pods'}
const services: ResourceName = {group: 'ome.io', plural: 'inferenceservices'}

const note = (name: string, text: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name, namespace: 'default'},
  data: {text},
})

const facts = ({api}: Cluster) =>
  api
    .list(pods)
    .map(({metadata, status}) => [
      metadata.name,
      metadata.uid,
      status.phase,
      status.podIP,
      status.containerStatuses?.map((one: {restartCount: number; ready: boolean}) => [one.restartCount, one.ready]),
    ])

/** @feature Sandbox: snapshot and restore | works */
describe('a snapshot', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')
  const clusters: Cluster[] = []
  const start = async (options: Parameters<typeof startCluster>[0]): Promise<Cluster> => {
    const cluster = await startCluster({clock: 'manual', now, ...options})
    clusters.push(cluster)
    return cluster
  }
  afterEach(async () => {
    for (const cluster of clusters.splice(0)) await cluster.stop()
  })

  it('brings everything back as it was: objects, revision, running pods and their restarts', async () => {
    const before = await start({scenario: 'crash-loop'})
    before.api.create(configMaps, note('mine', 'x'))
    const text = JSON.stringify(before.snapshot())
    const was = facts(before)
    await before.stop()

    const snapshot = parseSnapshot(text)
    const after = await start({scenario: snapshot.scenario, snapshot})

    assert.equal(after.api.get(configMaps, 'mine', 'default')?.['data'].text, 'x')
    assert.deepEqual(facts(after), was)
    assert.ok(after.server.core.operations.store.revision >= snapshot.state.revision)
  })

  it('goes on from there: what ran runs on, what crashed crashes again', async () => {
    const before = await start({scenario: 'crash-loop'})
    const snapshot = before.snapshot()
    const restarts = ({api}: Cluster): number =>
      Math.max(...api.list(pods).map(({status}) => status.containerStatuses?.[0]?.restartCount ?? 0))
    const was = restarts(before)

    const after = await start({scenario: snapshot.scenario, snapshot})
    await after.clock.advance(20 * 60_000)

    assert.ok(restarts(after) > was, `${restarts(after)} after ${was}`)
    assert.equal(after.api.list(services).length, 1)
    const dcgm = after.api.list(pods).find(({metadata}) => metadata.name.includes('dcgm'))
    assert.equal(dcgm?.['status'].containerStatuses[0].ready, true)
  })

  const refused: readonly [string, string, RegExp][] = [
    ['no JSON', '{"kind":', /no JSON/],
    ['another kind of file', '{"kind":"List"}', /no snapshot/],
    ['another version', '{"kind":"Snapshot","apiVersion":"sandbox.ome.cli/v9"}', /version "sandbox.ome.cli\/v9"/],
    [
      'objects that are none',
      '{"kind":"Snapshot","apiVersion":"sandbox.ome.cli/v1","scenario":"empty","seed":1,"takenAt":"","state":{"revision":1,"objects":[3]},"clusters":{}}',
      /objects cannot be read/,
    ],
  ]
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parseSnapshot(text),
        (error) => error instanceof SnapshotError && message.test(error.message),
      )
    })
  }
})

/** @feature Sandbox: journal: the state survives the process | works */
describe('a journal', () => {
  let folder: string
  let path: string
  let cluster: Cluster
  const failed = (error: unknown): never => {
    throw error
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ome-journal-'))
    path = join(folder, 'journal.ndjson')
    cluster = await startCluster({clock: 'manual', scenario: 'empty'})
  })
  afterEach(async () => {
    await cluster.stop()
    rmSync(folder, {recursive: true, force: true})
  })
  const follow = () =>
    openJournal(path, {scenario: 'empty', seed: 1}, {'': cluster.server.core.operations.store}, failed)
  const names = () =>
    readJournal(path)
      ?.state.objects.filter(({kind}) => kind === 'ConfigMap')
      .map(({metadata}) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt')

  it('holds what was there and every change since, and only its owner can read it', async () => {
    cluster.api.create(configMaps, note('old', ''))
    const journal = follow()
    cluster.api.create(configMaps, note('new', ''))
    cluster.api.create(configMaps, note('brief', ''))
    cluster.api.delete(configMaps, 'brief', 'default')
    cluster.api.delete(configMaps, 'old', 'default')
    journal.close()

    assert.deepEqual(names(), ['new'])
    assert.equal(readJournal(path)?.state.revision, cluster.server.core.operations.store.revision)
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  it('is on disk before the client has its answer, without being closed', async () => {
    follow()
    cluster.api.create(configMaps, note('new', ''))
    await Promise.resolve()

    assert.deepEqual(names(), ['new'])
  })

  it('does without a last line that the end of the process cut off', () => {
    const journal = follow()
    cluster.api.create(configMaps, note('whole', ''))
    journal.close()
    appendFileSync(path, '["",99999,{"apiVersion":"v1","kind":"Conf')

    assert.deepEqual(names(), ['whole'])
  })

  it('refuses a file that is no journal, and a line in the middle that cannot be read', () => {
    follow().close()
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, 'hello\n')
    assert.throws(() => readJournal(path), SnapshotError)
    writeFileSync(path, text.replace('\n', '\n{"broken\n'))
    assert.throws(() => readJournal(path), SnapshotError)
    assert.equal(readJournal(join(folder, 'absent')), undefined)
  })
})
