import assert from 'node:assert/strict'
import {at} from '@ome/capacity/fields'
import CreateRuntime from '../src/commands/create/runtime.ts'
import ImportHf from '../src/commands/import/hf.ts'
import ImportPvc from '../src/commands/import/pvc.ts'
import ModelsDescribe from '../src/commands/models/describe.ts'
import ModelsList from '../src/commands/models/list.ts'
import ModelsStatus from '../src/commands/models/status.ts'
import ModelsValidate from '../src/commands/models/validate.ts'
import RuntimeSuggest from '../src/commands/runtime/suggest.ts'
import TestRuntime from '../src/commands/test/runtime.ts'
import {scenario, type TestWorld} from './world.ts'

for (const {name, version, served} of [
  {name: 'old-ome', version: 'v0.1', served: false},
  {name: 'new-ome', version: 'v1.3', served: true},
] as const)
  describe(`on ${name}`, () => {
    let cluster: TestWorld
    before(async () => {
      cluster = await scenario(name)
      await cluster.advance(30 * 60_000)
    })
    after(() => cluster.stop())

    it('lists and describes models', async () => {
      const {code, out} = await cluster.run(ModelsList, ['-o', 'json'])
      const [model] = JSON.parse(out).items
      assert.deepEqual([code, model.name, model.status], [0, 'mistral-7b', 'Ready'])
      assert.ok(model.nodesReady.length > 0 && model.usedBy.length > 0, out)
      const described = await cluster.run(ModelsDescribe, ['mistral-7b'])
      assert.match(described.out, /Architecture: +MistralForCausalLM\n/)
      assert.match(described.out, /srt-mistral/)
    })

    it('imports from the hub and follows the nodes', async () => {
      const {code, out, err} = await cluster.during(cluster.run(ImportHf, ['Qwen/Qwen3-8B', '--wait']))
      assert.equal(code, 0, err)
      assert.match(out, /clusterbasemodel\/qwen3-8b created\n.*qwen3-8b: (\d+) of \1 nodes Ready/s)
      const again = await cluster.run(ImportHf, ['Qwen/Qwen3-8B'])
      assert.deepEqual([again.code, again.out], [0, 'clusterbasemodel/qwen3-8b unchanged\n'])
      const status = await cluster.run(ModelsStatus, ['qwen3-8b'])
      assert.match(status.out, /^qwen3-8b +\S+ +Ready +100%/m)
    })

    it(`${served ? 'takes' : 'refuses'} a claim`, async () => {
      const {code, err} = await cluster.run(ImportPvc, ['pvc://models/mistral', '-n', 'default'])
      assert.equal(code, served ? 0 : 1, err)
      if (!served) return
      const {out} = await cluster.run(ModelsList, ['--scope', 'namespace', '-o', 'json'])
      assert.notEqual(JSON.parse(out).items[0].status, 'Stuck')
    })

    it('validates models by its own rules', async () => {
      const {code, out} = await cluster.run(ModelsValidate, ['mistral-7b', '-o', 'json'])
      assert.equal(code, 0, out)
    })

    it('suggests the runtime that the server would select', async () => {
      const {code, out} = await cluster.run(RuntimeSuggest, ['mistral-7b', '-o', 'json'])
      const {recommended, server} = JSON.parse(out)
      assert.deepEqual([code, recommended], [0, 'srt-mistral'], out)
      assert.ok(server.answer === 'selects' || server.answer === 'silent', out)
    })

    it('creates a runtime with what its schema has, and tests it', async () => {
      const argv = ['--from', 'srt-mistral', '--name', 'mine', '--for', 'mistral-7b', '--set', 'gpus=2']
      const {code, err} = await cluster.run(CreateRuntime, argv)
      assert.equal(code, 0, err)
      const made = at(cluster.get('clusterservingruntimes', 'mine'), 'spec')
      assert.equal(at(made, 'engineConfig', 'runner', 'resources', 'limits', 'nvidia.com/gpu'), '2')
      const tested = await cluster.run(TestRuntime, ['mine', '--model', 'mistral-7b'])
      assert.equal(tested.code, 0, tested.out)
      assert.match(tested.out, new RegExp(`schema +ok +every field is as OME ${version.replace('.', '\\.')} has it`))
    })

    it('knows the fields of its own schema alone', async () => {
      const set = (field: string) =>
        cluster.run(CreateRuntime, ['--from', 'srt-mistral', '--name', 'x', '--set', field, '--dry-run=client'])
      assert.equal((await set('scalingPolicy.mode=Independent')).code, served ? 0 : 2)
      assert.equal((await set('workers.size=2')).code, served ? 2 : 0)
    })
  })
