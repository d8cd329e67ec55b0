import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {accessStore} from './access-store.ts'
import {evaluate} from './evaluate.ts'
import type {PolicyRule, Question} from './reviews.ts'

const get = (resource: string, namespace?: string): Question => ({
  verb: 'get',
  group: '',
  resource,
  ...(namespace === undefined ? {} : {namespace}),
})
const rule = (...resources: string[]): PolicyRule => ({verbs: ['get'], apiGroups: [''], resources})

describe('evaluate', () => {
  let folder = ''
  let clock = Date.parse('2026-11-21T12:00:00Z')
  let asked: string[] = []
  let most = 0
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ome-evaluate-'))
    asked = []
    most = 0
  })
  afterEach(() => rmSync(folder, {recursive: true, force: true}))

  interface Server {
    readonly rules?: readonly PolicyRule[]
    readonly incomplete?: boolean
    readonly listFails?: boolean
    readonly review?: (resource: string) => object
  }

  const client = ({rules = [], incomplete = false, listFails = false, review = () => ({allowed: false})}: Server) => {
    let open = 0
    const create = async ({plural}: {plural: string}, {spec}: {spec: {resourceAttributes?: {resource: string}}}) => {
      const resource = spec.resourceAttributes?.resource
      asked.push(resource ?? plural)
      if (resource === undefined && listFails) throw new OmeError('failed', 'no')
      if (resource === undefined) return {status: {resourceRules: rules, incomplete}}
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      return {status: review(resource)}
    }
    return {create} as unknown as KubeClient
  }
  const run = (server: Server, questions: readonly Question[], trust: 'known' | 'allowed' | 'nothing' = 'allowed') => {
    const now = () => new Date(clock)
    return evaluate(questions, {kube: client(server), store: accessStore(folder, now), now}, trust)
  }

  it('matches the rules of a namespace, and asks about the cluster', async () => {
    const questions = [get('pods', 'a'), get('secrets', 'a'), get('nodes')]
    assert.deepEqual(await run({rules: [rule('pods')], review: () => ({allowed: true})}, questions), [
      'yes',
      'no',
      'yes',
    ])
    assert.deepEqual(asked.sort(), ['nodes', 'selfsubjectrulesreviews'])
  })

  it('asks again only for what was refused', async () => {
    await run({rules: [rule('pods')]}, [get('pods', 'a'), get('secrets', 'a')])
    asked = []
    assert.deepEqual(await run({}, [get('pods', 'a')]), ['yes'])
    assert.deepEqual(asked, [])
    assert.deepEqual(await run({rules: [rule('pods', 'secrets')]}, [get('pods', 'a'), get('secrets', 'a')]), [
      'yes',
      'yes',
    ])
    assert.deepEqual(asked, ['selfsubjectrulesreviews'])
  })

  it('takes what is known for five minutes', async () => {
    await run({rules: [rule('pods')]}, [get('pods', 'a')])
    clock += 5 * 60_000 - 1
    assert.deepEqual(await run({}, [get('pods', 'a')]), ['yes'])
    clock += 1
    assert.deepEqual(await run({}, [get('pods', 'a')]), ['no'])
  })

  for (const [name, server] of [
    ['incomplete', {rules: [rule('pods')], incomplete: true}],
    ['refused', {listFails: true}],
  ] as const)
    it(`asks one by one where the list of rules is ${name}, ten at a time`, async () => {
      const questions = Array.from({length: 25}, (_, at) => get(`r${at}`, 'a'))
      const answers = await run({...server, review: (resource) => ({allowed: resource === 'r3'})}, questions)
      assert.equal(answers.filter((answer) => answer === 'yes').length, 1)
      assert.equal(answers[3], 'yes')
      assert.equal(asked.length, 26)
      assert.equal(most, 10)
    })

  it('is unknown where nobody can say, and that is not remembered', async () => {
    const fails = (): never => {
      throw new OmeError('failed', 'no')
    }
    assert.deepEqual(await run({listFails: true, review: fails}, [get('pods', 'a')]), ['unknown'])
    const webhook = () => ({allowed: false, evaluationError: 'timed out'})
    assert.deepEqual(await run({review: webhook}, [get('nodes')]), ['unknown'])
    assert.deepEqual(await run({review: () => ({allowed: true})}, [get('nodes')]), ['yes'])
  })

  it('asks each question once', async () => {
    await run({review: () => ({allowed: true})}, [get('nodes'), get('nodes')])
    assert.deepEqual(asked, ['nodes'])
  })

  for (const text of ['', '{', '[]', '{"readAt":"now"}', '{"readAt":1,"incomplete":false,"answers":{},"rules":[{}]}'])
    it(`asks again when what was kept is ${JSON.stringify(text)}`, async () => {
      writeFileSync(join(folder, 'a.json'), text)
      assert.deepEqual(await run({rules: [rule('pods')]}, [get('pods', 'a')]), ['yes'])
    })

  it('keeps namespaces apart whatever they are called', async () => {
    await run({rules: [rule('pods')]}, [get('pods', '../x')])
    assert.deepEqual(await run({}, [get('pods', 'x')]), ['no'])
    assert.deepEqual(await run({}, [get('pods', '../x')]), ['yes'])
  })
})
