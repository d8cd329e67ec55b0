import assert from 'node:assert/strict'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, readdirSync, readFileSync, watch} from 'node:fs'
import {join} from 'node:path'
import {exported} from '@ome/inference-model/export'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {parseManifests} from '@ome/sdk/yaml'
import {type CommandClass, run} from '@ome/testkit/run'
import Apply from '../src/commands/apply.ts'
import Backup from '../src/commands/backup.ts'
import Export from '../src/commands/export.ts'
import GitopsDiff from '../src/commands/gitops/diff.ts'
import GitopsInit from '../src/commands/gitops/init.ts'
import GitopsSync from '../src/commands/gitops/sync.ts'
import Restore from '../src/commands/restore.ts'
import TemplateCreate from '../src/commands/template/create.ts'
import {Remote} from './remote.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

const maps = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}
const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true}
const tools = join(import.meta.dirname, '../../../tools/bin')
const service = (name: string, replicas = 1) => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name},
  spec: {
    engine: {minReplicas: replicas, maxReplicas: replicas, runner: {name: 'ome-container', image: 'example/engine:1'}},
  },
})
const names = ['one', 'two', 'three']

/** What can be broken off, where, and what must hold then. `words` may name the remote as REMOTE. */
interface Case {
  readonly title: string
  readonly file: string
  readonly command: CommandClass
  readonly words: string
  /** Numbers of requests after which it ends; the same ones in every run. */
  readonly after: readonly number[]
  readonly prepare?: (world: World) => Promise<unknown>
  /** Right after it was broken off. */
  readonly between?: (world: World) => Promise<void> | void
  /** After it was run again. */
  readonly complete: (world: World) => Promise<void> | void
}

interface World {
  readonly here: Workspace
  readonly remote: Remote
  readonly folder: string
  run(command: CommandClass, words: string): ReturnType<typeof run>
  content(): readonly KubeObject[]
}

const documents = async (text: string): Promise<readonly KubeObject[]> => await parseManifests(text, {source: 'file'})
const remoteFiles = ({remote}: World): string => remote.git(['for-each-ref'], remote.url)

const cases: readonly Case[] = [
  {
    title: 'backup',
    file: 'backup',
    command: Backup,
    words: '--output all.yaml',
    after: [1, 9],
    prepare: ({run: go}) => go(Backup, 'configmaps --output all.yaml'),
    between: async ({folder}) => void (await documents(readFileSync(join(folder, 'all.yaml'), 'utf8'))),
    complete: async ({folder}) =>
      assert.equal((await documents(readFileSync(join(folder, 'all.yaml'), 'utf8'))).length, names.length + 1),
  },
  {
    title: 'export',
    file: 'export',
    command: Export,
    words: '--output out',
    after: [2, 8],
    complete: ({folder}) =>
      assert.equal(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.yaml')).length, 4),
  },
  {
    title: 'restore',
    file: 'restore',
    command: Restore,
    words: '--from all.tar.gz --yes',
    after: [2, 12],
    async prepare({run: go, here}) {
      await go(Backup, '--output all.tar.gz')
      const kube = await here.cluster.kube()
      for (const name of names.slice(1)) await kube.delete(services, name, {namespace: 'default'})
    },
    complete: ({content}) =>
      assert.deepEqual(
        content().map(({metadata}) => metadata.name),
        ['one', 'three', 'two'],
      ),
  },
  {
    title: 'template create',
    file: 'template/create',
    command: TemplateCreate,
    words: 'mine --from service/one',
    after: [2, 4],
    complete: async ({run: go}) =>
      assert.match((await go(TemplateCreate, 'mine --from service/two')).err, /shares a template/),
  },
  {
    title: 'template create --local',
    file: 'template/create',
    command: TemplateCreate,
    words: 'mine --from service/one --local',
    after: [1],
    between: ({folder}) => assert.equal(existsSync(join(folder, 'data/templates/mine.yaml')), false),
    complete: ({folder}) =>
      assert.match(readFileSync(join(folder, 'data/templates/mine.yaml'), 'utf8'), /kind: Template/),
  },
  {
    title: 'gitops init',
    file: 'gitops/init',
    command: GitopsInit,
    words: '--repo REMOTE',
    after: [2, 7],
    async complete(world) {
      assert.match(remoteFiles(world), /refs\/heads\/main/)
      await world.run(GitopsSync, '')
      assert.equal((await world.run(GitopsDiff, '')).code, 0)
    },
  },
  {
    title: 'gitops sync',
    file: 'gitops/sync',
    command: GitopsSync,
    words: '--yes',
    after: [2, 9],
    async prepare({run: go, remote}) {
      const text = (name: string, value: string): string => JSON.stringify(configMap(name, {value}))
      remote.push({'a.yaml': text('a', '1'), 'b.yaml': text('b', '1')})
      await go(GitopsInit, `--repo ${remote.url}`)
      await go(GitopsSync, '--yes')
      remote.push({'a.yaml': text('a', '2'), 'b.yaml': undefined, 'c.yaml': text('c', '1')})
    },
    async complete({run: go, here}) {
      const value = (name: string) => here.cluster.api.get(maps, name, 'default')?.['data'].value
      assert.deepEqual(['a', 'b', 'c'].map(value), ['2', undefined, '1'])
      assert.equal((await go(GitopsDiff, '')).code, 0)
    },
  },
]

describe('a command that is broken off', function () {
  this.timeout(120_000)
  let here: Workspace
  let remote: Remote
  let round = 0
  before(async () => {
    here = await workspace({install: ['ome']})
  })
  after(() => here.stop())
  afterEach(() => remote.stop())

  const env = {
    ...process.env,
    PATH: `${tools}:${process.env['PATH']}`,
    GIT_CONFIG_GLOBAL: '/dev/null',
    KUBECONFIG: '',
  } as Readonly<Record<string, string>>

  /** The same cluster and an empty folder before each case. */
  async function world(): Promise<World> {
    remote = new Remote()
    const folder = join(here.folder, `round-${round++}`)
    mkdirSync(folder)
    const kube = await here.cluster.kube()
    for (const {metadata, plural} of [
      ...here.cluster.api.list({group: '', plural: 'configmaps'}).map((each) => ({...each, plural: maps})),
      ...here.cluster.api
        .list({group: 'ome.io', plural: 'inferenceservices'})
        .map((each) => ({...each, plural: services})),
    ])
      if (metadata.namespace === 'default' && metadata.name !== 'kube-root-ca.crt')
        await kube.delete(plural, metadata.name, {namespace: 'default'})
    here.write({
      [`round-${round - 1}/given.yaml`]: {apiVersion: 'v1', kind: 'List', items: names.map((name) => service(name))},
    })
    const go: World['run'] = (command, words) =>
      run(command, words.split(' ').filter(Boolean), {
        kube: here.cluster.kube,
        cwd: folder,
        data: join(folder, 'data'),
        env,
      })
    assert.equal((await go(Apply, '-f given.yaml')).code, 0)
    const content = (): readonly KubeObject[] =>
      here.cluster.api.list({group: 'ome.io', plural: 'inferenceservices'}).map((each) => exported(each as KubeObject))
    return {here, remote, folder, run: go, content}
  }

  for (const {title, file, command, words, after: points, prepare, between, complete} of cases) {
    const typed = (): string[] => words.replace('REMOTE', remote.url).split(' ')

    it(`${title}: by Ctrl-C`, async () => {
      for (const point of points) {
        const made = await world()
        await prepare?.(made)
        const abort = new AbortController()
        let requests = 0
        const count = <Call extends (...words: never[]) => unknown>(call: Call): Call =>
          ((...given: Parameters<Call>) => {
            if (++requests === point) abort.abort(new Error('interrupted'))
            return call(...given)
          }) as Call
        const kube = async (options: object, signal: AbortSignal): Promise<KubeClient> => {
          const client = await here.cluster.kube(options, signal)
          const {get, list, apply, create, patch, resources, resolve} = client
          const counted = {get, list, apply, create, patch, resources, resolve}
          return Object.assign(
            Object.create(client),
            Object.fromEntries(Object.entries(counted).map(([key, call]) => [key, count(call as never)])),
          )
        }
        const broken = run(command, typed(), {
          kube,
          cwd: made.folder,
          data: join(made.folder, 'data'),
          env,
          signal: abort.signal,
        })
        const result = await broken.catch((error: unknown) => error)
        assert.ok(abort.signal.aborted, `${title} ended before request ${point}: ${JSON.stringify(result)}`)
        const rests = readdirSync(made.folder, {recursive: true}).filter((name) => String(name).endsWith('.tmp'))
        assert.deepEqual(rests, [], title)
        await between?.(made)
        const again = await made.run(command, typed().join(' '))
        assert.ok(again.code === 0 || again.code === 6, again.err)
        await complete(made)
        remote.stop()
      }
    })

    it(`${title}: by kill -9`, async () => {
      const made = await world()
      await prepare?.(made)
      const point = points.at(-1) ?? 1
      const argv = [join(import.meta.dirname, '../src/commands', `${file}.ts`), here.cluster.kubeconfig, made.folder]
      const script = join(import.meta.dirname, 'killable.ts')
      const child = spawn(process.execPath, [script, ...argv, String(point), ...typed()], {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      const [, signal] = await once(child, 'close')
      assert.equal(signal, 'SIGKILL', `${title} ended before request ${point}`)
      await between?.(made)
      const again = await made.run(command, typed().join(' '))
      assert.ok(again.code === 0 || again.code === 6, again.err)
      await complete(made)
    })
  }

  it('export: by kill -9 while it writes', async () => {
    const made = await world()
    mkdirSync(join(made.folder, 'out'))
    const argv = [join(import.meta.dirname, '../src/commands/export.ts'), here.cluster.kubeconfig, made.folder, '0']
    const child = spawn(process.execPath, [join(import.meta.dirname, 'killable.ts'), ...argv, '--output', 'out'], {
      env,
      stdio: 'ignore',
    })
    const watcher = watch(join(made.folder, 'out'), (_event, name) => {
      if (name?.endsWith('.yaml')) child.kill('SIGKILL')
    })
    await once(child, 'close')
    watcher.close()
    for (const name of readdirSync(join(made.folder, 'out')).filter((each) => each.endsWith('.yaml')))
      assert.equal((await documents(readFileSync(join(made.folder, 'out', name), 'utf8'))).length, 1)
    const {code, err} = await made.run(Export, '--output out --prune')
    assert.equal(code, 0, err)
    assert.equal(readdirSync(join(made.folder, 'out')).filter((name) => name.endsWith('.yaml')).length, 4)
  })
})
