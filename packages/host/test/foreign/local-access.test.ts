import assert from 'node:assert/strict'
import {join} from 'node:path'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {commandAccess} from '../../src/access/command-access.ts'
import {noPolicyFiles} from '../../src/policy/policy-places.ts'
import {Scene} from './scene.ts'

const needs = [
  {apiGroups: [''], resources: ['secrets'], verbs: ['list'], scope: 'namespace', why: 'counts them'},
  {apiGroups: [''], resources: ['nodes'], verbs: ['list'], scope: 'cluster', optional: true, why: 'names them'},
] as const

/** Programs talk to the cluster themselves; why they fail there is told in the words of every other command. */
describe('programs that may not do what they need', function () {
  this.timeout(60_000)
  let scene: Scene
  let sandbox: TestCluster
  before(async () => {
    sandbox = await cluster({scenario: 'tour-platform'})
  })
  after(() => sandbox.stop())
  beforeEach(() => {
    scene = new Scene()
  })
  afterEach(() => scene.end())

  const run = async (context: string, script: string, argv: readonly string[] = []) => {
    await scene.script(script, {kubeconfig: 'context'}, {needs})
    const env = {HOME: scene.shop.home, KUBECONFIG: sandbox.kubeconfig}
    const access = commandAccess({
      subject: {plugin: 'ome-x', command: 'x:go', risk: 'read'},
      manifest: () => ({id: 'x:go', args: {}, flags: {}, needs}),
      files: noPolicyFiles,
      cache: join(scene.shop.home, 'access-cache'),
      env,
      manages: false,
    })
    return scene.run('x:go', ['--context', context, ...argv], {kubeconfig: sandbox.kubeconfig, env, world: {access}})
  }

  it('end with 5 and name the missing right', async () => {
    const {code, err} = await run('production-viewer', 'echo said >&2; exit 1')
    assert.equal(code, 5)
    assert.equal(
      err,
      'said\nerror: "x go" needs rights you do not have in namespace "team-a"\n  missing  list secrets\n' +
        'hint: the Role to ask for: ome auth explain x go -n team-a --context production-viewer -o yaml\n',
    )
  })

  it('end with 5 where the credentials have expired', async () => {
    const {code, err} = await run('production-expired', 'exit 1')
    assert.equal(code, 5)
    assert.match(err, /^error: the API server \S+ does not accept your credentials/)
  })

  it('print nothing as the result when they fail, and the missing rights as data', async () => {
    const {code, out, err} = await run('production-viewer', 'echo "{}"; exit 1', ['-o', 'json'])
    assert.deepEqual([code, out], [5, ''])
    assert.deepEqual(JSON.parse(err).error.missing, [
      {verb: 'list', group: '', resource: 'secrets', namespace: 'team-a'},
    ])
  })

  it('end as they end where no right is missing', async () => {
    const {code, out, err} = await run('production', 'echo "{}"; echo "error: no" >&2; exit 1', ['-o', 'json'])
    assert.deepEqual([code, out, JSON.parse(err).error.message], [1, '', 'no'])
    const answer = await run('production', 'echo "{\\"ok\\": false}"; exit 3', ['-o', 'json'])
    assert.deepEqual([answer.code, answer.out], [3, '{"ok": false}\n'])
  })
})
