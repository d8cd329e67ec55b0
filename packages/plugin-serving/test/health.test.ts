import assert from 'node:assert/strict'
import Health from '../src/commands/health.ts'
import {type TestWorld, world} from './world.ts'

describe('ome health', () => {
  let cluster: TestWorld
  before(async () => {
    cluster = await world({scenario: 'tour-ome'})
  })
  after(() => cluster.stop())

  const health = (words: string) => cluster.pass(Health, words.split(' '))

  it('tries everything, up to a token', async () => {
    const {out, code} = await health('service prod-llama')
    assert.match(out, /^SERVICE +CHECK +RESULT +LATENCY +DETAIL\nprod-llama +conditions +ok +- +Ready\n/)
    for (const check of ['pods', 'health', 'models', 'answer'])
      assert.match(out, new RegExp(`prod-llama +${check} +ok `))
    assert.equal(code, 0)
  })

  it('says what is not well, and ends with 3', async () => {
    const {out, code} = await health('broken-llama')
    assert.match(out, /broken-llama +conditions +fail +- +Failed: /)
    assert.match(out, /broken-llama +health +fail /)
    assert.equal(code, 3)
  })

  it('of all services, of one namespace or of all', async () => {
    const own = JSON.parse((await health('--all-services -o json')).out).items
    const names = (items: {service: string}[]) => [...new Set(items.map(({service}) => service))].sort()
    assert.equal(names(own).includes('prod-llama'), true)
    assert.equal(names(own).includes('embed'), false)
    const {out, code} = await health('--all-services -A')
    assert.match(out, /^NAMESPACE +SERVICE/)
    assert.match(out, /\nml-prod +embed +answer +ok/)
    assert.equal(code, 3)
  })

  for (const [words, code] of [
    ['nothing', 4],
    ['prod-llama --all-services', 2],
    ['prod-llama -A', 2],
    ['--output json', 2],
  ] as const)
    it(`${words}: ${code}`, async () => assert.equal((await health(words)).code, code))
})
