import assert from 'node:assert/strict'
import {golden} from '@ome/testkit/golden'
import ModelsDelete from '../src/commands/models/delete.ts'
import {scenario, type TestWorld} from './world.ts'

describe('ome models delete', () => {
  let cluster: TestWorld
  beforeEach(async () => {
    cluster = await scenario('tour-ome')
  })
  afterEach(() => cluster.stop())
  const remove = (...argv: readonly string[]) => cluster.run(ModelsDelete, argv)
  const isThere = (name: string) => cluster.get('clusterbasemodels', name) !== undefined

  it('keeps a model that services use, unless forced', async () => {
    const {code, out, err} = await remove('mistral-7b', '--yes')
    golden(import.meta.dirname, 'models-delete/used', err)
    assert.deepEqual([code, out, isThere('mistral-7b')], [6, '', true])
    assert.equal((await remove('llama-3-3-70b', '--force', '--yes')).code, 0)
  })

  it('asks first, and without a terminal wants --yes', async () => {
    const {code, out, err} = await remove('old-falcon-7b')
    assert.deepEqual([code, out, isThere('old-falcon-7b')], [2, '', true])
    assert.match(err, /files of old-falcon-7b are removed from 9 nodes/)
    const declined = await cluster.run(ModelsDelete, ['old-falcon-7b'], {tty: true, stdin: ['n']})
    assert.deepEqual([declined.code, isThere('old-falcon-7b')], [130, true])
  })

  it('deletes several, and waits until the nodes have removed the files', async () => {
    const work = remove('old-falcon-7b', 'new-unused', '--yes', '--wait')
    const {code, out} = await cluster.during(work)
    assert.deepEqual([code, out], [0, 'clusterbasemodel/old-falcon-7b deleted\nclusterbasemodel/new-unused deleted\n'])
    assert.deepEqual([isThere('old-falcon-7b'), isThere('new-unused')], [false, false])
  })

  it('deletes a model of the namespace', async () => {
    const {code, out} = await remove('team-model', '-n', 'ml-team-1', '--yes')
    assert.deepEqual([code, out], [0, 'basemodel/team-model deleted\n'])
  })

  it('a dry run deletes nothing', async () => {
    const {code, out} = await remove('old-falcon-7b', '--dry-run')
    assert.equal(code, 0)
    assert.match(out, /^clusterbasemodel\/old-falcon-7b deleted \(server dry run\)/m)
    assert.ok(isThere('old-falcon-7b'))
  })

  it('takes names as they are typed', async () => {
    const {code, err} = await remove('old-falcon', '--yes')
    assert.equal(code, 4)
    assert.match(err, /not found .*\nhint: did you mean old-falcon-7b\?/)
  })
})
