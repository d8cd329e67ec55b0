import assert from 'node:assert/strict'
import {golden} from '@ome/testkit/golden'
import RuntimeSuggest from '../src/commands/runtime/suggest.ts'
import {gpuCluster, llama} from './objects.ts'
import {type TestWorld, world} from './world.ts'

const other = (name: string, spec: object) => ({...llama, metadata: {name}, spec: {...llama['spec'], ...spec}})

describe('ome runtime suggest', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world([
      ...gpuCluster,
      llama,
      other('unread', {
        storage: {storageUri: 's3://bucket/model', path: '/raid/models/unread'},
        modelFormat: {name: ''},
      }),
      other('qwen', {}),
      other('qwen-3', {modelArchitecture: 'Qwen3ForCausalLM'}),
      {...llama, kind: 'BaseModel', metadata: {name: 'qwen', namespace: 'default'}},
    ])
  })
  after(() => cluster.stop())
  const suggest = (...argv: readonly string[]) => cluster.run(RuntimeSuggest, argv)
  const shows = (file: string, text: string) => golden(import.meta.dirname, `runtime-suggest/${file}`, text)

  it('ranks the runtimes and has the choice confirmed by the server', async () => {
    const {code, out, err} = await suggest('llama-3-3-70b')
    shows('table', out)
    assert.deepEqual([code, err], [0, 'note: "llama-3-3-70b" is taken as "llama-3-3-70b-instruct"\n'])
    assert.deepEqual(cluster.warned, [], 'the result says what the server would choose')
  })

  it('explains every rejected runtime', async () => {
    const {code, out} = await suggest('llama-3-3-70b-instruct', '--all', '--explain')
    shows('explain', out)
    assert.equal(code, 0)
  })

  it('has a documented JSON shape', async () => {
    const {code, out} = await suggest('llama-3-3-70b-instruct', '-o', 'json')
    shows('suggestion.json', out)
    assert.equal(code, 0)
  })

  it('looks at the nodes of one accelerator', async () => {
    const {out} = await suggest('llama-3-3-70b-instruct', '--accelerator', 'NVIDIA-L4')
    assert.match(out, /srt-llama-70b .* no +2 .*no node has 4 GPUs/)
    const unknown = await suggest('llama-3-3-70b-instruct', '--accelerator', 'nvidia-b200')
    shows('accelerator', unknown.err)
    assert.equal(unknown.code, 4)
  })

  it('asks which model when the name exists in both scopes', async () => {
    const {code, err} = await suggest('qwen')
    shows('scopes', err)
    assert.equal(code, 2)
  })

  it('ends with 3 when nothing fits, after showing why', async () => {
    const {code, out, err} = await suggest('qwen-3', '--all')
    shows('none', `${out}${err}`)
    assert.equal(code, 3)
  })

  it('a model without metadata cannot be matched yet', async () => {
    const {code, err} = await suggest('unread')
    shows('unread', err)
    assert.equal(code, 1)
  })

  it('asks for the model on a terminal, and wants it named elsewhere', async () => {
    const bare = await suggest()
    shows('bare', bare.err)
    assert.equal(bare.code, 2)
    const asked = await cluster.run(RuntimeSuggest, ['-o', 'json'], {tty: true, stdin: ['']})
    assert.equal(JSON.parse(asked.out).model, 'llama-3-3-70b-instruct')
  })

  it('an unknown model is not found', async () => {
    const {code, err} = await suggest('nothing-like-it')
    shows('missing', err)
    assert.equal(code, 4)
  })
})
