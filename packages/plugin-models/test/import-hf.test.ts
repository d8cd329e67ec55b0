import assert from 'node:assert/strict'
import {at} from '@ome/capacity/fields'
import {golden} from '@ome/testkit/golden'
import ImportHf from '../src/commands/import/hf.ts'
import {gpuCluster} from './objects.ts'
import {type TestWorld, world} from './world.ts'

const id = 'meta-llama/Llama-3.3-70B-Instruct'
const name = 'llama-3-3-70b-instruct'

describe('ome import hf', () => {
  let cluster: TestWorld
  beforeEach(async () => {
    cluster = await world(gpuCluster)
  })
  afterEach(() => cluster.stop())
  const importHf = (...argv: readonly string[]) => cluster.run(ImportHf, argv)
  const shows = (file: string, text: string) => golden(import.meta.dirname, `import-hf/${file}`, text)
  const spec = (model: string, ...path: readonly string[]) =>
    at(cluster.get('clusterbasemodels', model), 'spec', ...path)

  it('shows what it read and creates the model with everything that selection needs', async () => {
    const {code, out, err} = await importHf(id)
    shows('created', `${err}${out}`)
    assert.equal(code, 0)
    assert.equal(spec(name, 'modelArchitecture'), 'LlamaForCausalLM')
    assert.equal(spec(name, 'storage', 'path'), `/raid/models/${id}`)
    assert.equal(spec(name, 'storage', 'key'), 'hf-token')
  })

  it('a second import changes nothing', async () => {
    await importHf(id)
    const {code, out} = await importHf(id)
    assert.deepEqual([code, out], [0, `clusterbasemodel/${name} unchanged\n`])
  })

  it('a second import with another folder or Secret is refused: the model would stay as it is', async () => {
    await importHf(id)
    assert.equal((await importHf(id, '--path', `/raid/models/${id}/`, '--secret', 'hf-token')).code, 0)
    for (const [flag, value, said] of [
      ['--path', '/raid/models/mine', `exists and lies in /raid/models/${id}`],
      ['--secret', 'mine', 'exists and is read with Secret "hf-token"'],
    ] as const) {
      const {code, err} = await importHf(id, flag, value)
      assert.deepEqual([code, err.split('\n')[0]], [6, `error: model "${name}" ${said}`])
    }
  })

  it('dry run and difference create nothing', async () => {
    const dry = await importHf('Qwen/Qwen3-8B', '--dry-run')
    shows('dry-run', dry.out)
    const yaml = await importHf('Qwen/Qwen3-8B', '--dry-run', '-o', 'yaml')
    shows('dry-run.yaml', yaml.out)
    const diff = await importHf('Qwen/Qwen3-8B', '--diff')
    assert.match(diff.out, /^\+kind: ClusterBaseModel$/m)
    assert.equal(cluster.get('clusterbasemodels', 'qwen3-8b'), undefined)
  })

  it('imports the ids of a list from stdin, comments aside', async () => {
    const stdin = 'Qwen/Qwen3-8B # small\n\n# done\nmicrosoft/phi-4\n'
    const {code, out} = await cluster.run(ImportHf, ['--file', '-', '-n', 'ml', '--no-pin'], {stdin})
    assert.deepEqual([code, out], [0, 'basemodel/qwen3-8b created\nbasemodel/phi-4 created\n'])
  })

  it('imports what a vendor has by pattern, within the limit', async () => {
    const {code, out} = await importHf('--vendor', 'meta', '--pattern', 'llama-3.2*', '-o', 'json')
    shows('vendor.json', out)
    assert.equal(code, 0)
    const many = await importHf('--vendor', 'meta', '--pattern', '*', '--limit', '2')
    shows('limit', many.err)
    assert.equal(many.code, 2)
    assert.equal((await importHf('--vendor', 'meta', '--pattern', 'gpt*')).code, 4)
  })

  it('a gated model without the Secret tells how to make it', async () => {
    const {code, out, err} = await importHf(id, '--secret', 'mine')
    shows('gated', err)
    assert.deepEqual([code, out], [1, ''])
  })

  it('never prints a token', async () => {
    const env = {HF_TOKEN: 'hf_verysecret'}
    const shown = await Promise.all([
      cluster.run(ImportHf, [id, '--dry-run', '-o', 'yaml', '--verbose'], {env}),
      cluster.run(ImportHf, ['no/such', '--verbose'], {env}),
    ])
    for (const {out, err} of shown) assert.doesNotMatch(out + err, /hf_/)
  })

  it('an unknown id is not found, and a name that is taken is a conflict', async () => {
    const missing = await importHf('no/such')
    shows('missing', missing.err)
    assert.equal(missing.code, 4)
    await importHf('Qwen/Qwen3-8B', '--name', 'mine')
    const taken = await importHf('microsoft/phi-4', '--name', 'mine')
    shows('taken', taken.err)
    assert.equal(taken.code, 6)
  })

  it('asks on a terminal: words first, then which of the models found', async () => {
    const {code, out} = await cluster.run(ImportHf, ['--dry-run', '-o', 'name'], {tty: true, stdin: ['phi-4', '']})
    assert.equal(code, 0)
    assert.match(out, /clusterbasemodel\/phi-4/)
  })

  for (const [title, argv] of [
    ['nothing', []],
    ['no id', ['llama']],
    ['ids and a list', ['Qwen/Qwen3-8B', '--file', 'x.txt']],
    ['a vendor without a pattern', ['--vendor', 'meta']],
    ['one name for two', ['Qwen/Qwen3-8B', 'microsoft/phi-4', '--name', 'x']],
    ['an impossible name', ['Qwen/Qwen3-8B', '--name', 'Not_A_Name']],
  ] as const)
    it(`refuses ${title}`, async () => {
      const {code, out} = await importHf(...argv)
      assert.deepEqual([code, out], [title === 'ids and a list' ? 4 : 2, ''])
    })

  it('waits until the nodes have the model', async () => {
    const {code, out} = await cluster.during(importHf('Qwen/Qwen3-8B', '--wait', '--timeout', '5m'))
    assert.equal(code, 0)
    assert.match(out, /qwen3-8b: 3 of 3 nodes Ready/)
  })
})
