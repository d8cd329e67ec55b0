import assert from 'node:assert/strict'
import {cluster} from '@ome/testkit/cluster'
import {chooseSecret, hubToken, llmSecret, pushSecret} from './secret-choice.ts'
import {readSecrets} from './secret-reader.ts'

const token = {name: 'hf-token', type: 'Opaque', keys: ['HF_TOKEN']}
const other = {name: 'other', type: 'Opaque', keys: ['HF_TOKEN', 'x']}
const llama = hubToken('meta-llama/Llama-3.1-8B-Instruct')
const choose = (named: string | undefined, secrets: Parameters<typeof chooseSecret>[3], use = llama) =>
  chooseSecret(use, named, 'lab', secrets)

describe('the secret of a line', () => {
  it('is the only one that fits, with a note', () => {
    const {name, note} = choose(undefined, [token, {name: 'x', type: 'Opaque', keys: ['y']}])
    assert.equal(name, 'hf-token')
    assert.match(note ?? '', /the only one with key HF_TOKEN/)
  })
  it('is the named one, unless it is not there or lacks the key', () => {
    assert.deepEqual(choose('other', [token, other]), {name: 'other'})
    assert.deepEqual(choose('unseen', undefined), {name: 'unseen'})
    assert.throws(() => choose('gone', [token]), {kind: 'not-found'})
    assert.throws(() => choose('hf-token', [token], llmSecret), {
      kind: 'usage',
      message: /has no key LLM_ACCESS_SECRET/,
    })
    const plain = {name: 'push', type: 'Opaque', keys: ['.dockerconfigjson']}
    assert.throws(() => choose('push', [plain], pushSecret('r/i:v1')), {kind: 'usage', message: /is not of type/})
  })
  it('is asked for where none or several fit', () => {
    assert.throws(() => choose(undefined, []), {kind: 'usage', message: /has none/})
    assert.throws(() => choose(undefined, [token, other]), {kind: 'usage', message: /hf-token, other/})
    assert.throws(() => choose(undefined, undefined), {kind: 'usage', message: /may not be listed/})
  })
  it('is read without what is in it', async () => {
    await using lab = await cluster({scenario: 'tour-kaito'})
    const found = await readSecrets(await lab.kube(), 'lab')
    assert.deepEqual(found?.map(({name}) => name).sort(), ['hf-token', 'huggingface-token', 'push'])
    assert.equal(choose(undefined, found).name, 'hf-token')
    assert.equal(choose(undefined, found, pushSecret('r/i:v1')).name, 'push')
  })
})
