import assert from 'node:assert/strict'
import {join} from 'node:path'
import {exported} from '@ome/inference-model/export'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import fc from 'fast-check'
import Apply from '../src/commands/apply.ts'
import Backup from '../src/commands/backup.ts'
import Export from '../src/commands/export.ts'
import GitopsDiff from '../src/commands/gitops/diff.ts'
import GitopsInit from '../src/commands/gitops/init.ts'
import GitopsReconcile from '../src/commands/gitops/reconcile.ts'
import Restore from '../src/commands/restore.ts'
import {objects, service} from './any-objects.ts'
import {Remote} from './remote.ts'
import {type Workspace, workspace} from './workspace.ts'

const resources = [
  {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true},
  {group: 'ome.io', version: 'v1beta1', plural: 'clusterbasemodels', namespaced: false},
  {group: '', version: 'v1', plural: 'configmaps', namespaced: true},
]

/** Everything a person wrote, as it would be exported now, but for what the server has of its own. */
const content = ({api}: Pick<TestCluster, 'api'>): readonly KubeObject[] =>
  resources.flatMap(({group, plural}) =>
    api
      .list({group, plural})
      .map((object) => exported(object as KubeObject))
      .filter(({kind, metadata: {labels = {}}}) => kind !== 'ConfigMap' || labels['ome.cli/kind'] === 'budgets'),
  )

/** `kubectl kustomize` itself turns U+0085 into a space, as its YAML 1.1 takes it for a line break. */
const kustomizable = service.filter((each) => !JSON.stringify(each).includes('\u0085'))

/** Whether all that is wanted is there; what others added beside it is theirs. */
function covers(wanted: unknown, found: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found)) return false
    const isNamed = wanted.length > 0 && wanted.every((each) => typeof each?.name === 'string' || each?.kind)
    if (!isNamed) return JSON.stringify(wanted) === JSON.stringify(found)
    return wanted.every((each, at) => covers(each, found.find(({name}) => name === each.name && name) ?? found[at]))
  }
  if (typeof wanted !== 'object' || wanted === null) return wanted === found
  if (typeof found !== 'object' || found === null) return false
  return Object.entries(wanted).every(([key, value]) => covers(value, Reflect.get(found, key)))
}

async function clear(kube: KubeClient, {api}: Pick<TestCluster, 'api'>): Promise<void> {
  for (const object of content({api})) {
    const resource = resources.find(({plural}) => plural === `${object.kind.toLowerCase()}s`)
    const {name, namespace} = object.metadata
    if (resource) await kube.delete(resource, name, namespace === undefined ? {} : {namespace})
  }
}

describe('laws of manifests', function () {
  this.timeout(120_000)
  let here: Workspace
  before(async () => {
    here = await workspace({install: ['ome']})
  })
  after(() => here.stop())

  const fill = async (given: readonly object[]): Promise<void> => {
    here.write({'given.yaml': {apiVersion: 'v1', kind: 'List', items: given}})
    const {code, err} = await here.run(Apply, '-f given.yaml')
    assert.equal(code, 0, err)
  }

  it('what was exported and deleted comes back as it was when it is applied', async () => {
    let round = 0
    await fc.assert(
      fc.asyncProperty(objects, async (given) => {
        const kube = await here.cluster.kube()
        await fill(given)
        const before = content(here.cluster)
        const folder = `export-${round++}`
        assert.equal((await here.run(Export, `--output ${folder}`)).code, 0)
        await clear(kube, here.cluster)
        assert.deepEqual(content(here.cluster), [])
        const {code, err} = await here.run(Apply, `-f ${folder}`)
        assert.equal(code, 0, err)
        assert.deepEqual(content(here.cluster), before)
        await clear(kube, here.cluster)
      }),
      {numRuns: 8},
    )
  })

  it('a backup restored into an empty cluster makes the same cluster, and then changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(objects, async (given) => {
        await fill(given)
        assert.equal((await here.run(Backup, '--output all.tar.gz')).code, 0)
        await using empty = await cluster({install: ['ome']})
        const restored = await here.run(Restore, '--from all.tar.gz --yes', {kube: empty.kube})
        assert.equal(restored.code, 0, restored.err)
        assert.deepEqual(content(empty), content(here.cluster))
        const again = JSON.parse(
          (await here.run(Restore, '--from all.tar.gz --dry-run -o json', {kube: empty.kube})).out,
        )
        const actions = again.changes.map(({action}: {action: string}) => action)
        assert.deepEqual(new Set(actions), new Set(['unchanged']))
        await clear(await here.cluster.kube(), here.cluster)
      }),
      {numRuns: 4},
    )
  })

  it('what drifts from a repository is told and put back, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(kustomizable, kustomizable, async (kept, other) => {
        const remote = new Remote()
        const data = join(remote.root, 'data')
        const tools = join(import.meta.dirname, '../../../tools/bin')
        const env = {...process.env, PATH: `${tools}:${process.env['PATH']}`, GIT_CONFIG_GLOBAL: '/dev/null'}
        const run: Workspace['run'] = (command, words) => here.run(command, words, {data, env})
        const kube = await here.cluster.kube()
        try {
          await fill([kept])
          const before = content(here.cluster)
          assert.equal((await run(GitopsInit, `--repo ${remote.url}`)).code, 0)
          const options = {namespace: 'default'}
          const [resource] = resources
          assert.ok(resource)
          await kube.patch(resource, kept.metadata.name, 'merge', {spec: other.spec}, options)
          assert.equal((await run(GitopsDiff, '')).code, covers(before, content(here.cluster)) ? 0 : 3)
          const put = await run(GitopsReconcile, '--yes')
          assert.equal(put.code, 0, put.err)
          const {code, out} = await run(GitopsDiff, '')
          assert.deepEqual([code, out, covers(before, content(here.cluster))], [0, '', true])
        } finally {
          remote.stop()
          await clear(kube, here.cluster)
          const bindings = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}
          await kube.delete(bindings, 'ome-gitops', {namespace: 'default'})
        }
      }),
      {numRuns: 3},
    )
  })
})
