import assert from 'node:assert/strict'
import {httpClient} from '@ome/sdk/http'
import nock from 'nock'
import {hub} from './hub-client.ts'

const endpoint = 'https://hub.example'
const id = 'meta-llama/Llama-3.3-70B-Instruct'
const listed = {
  id,
  sha: 'abc',
  downloads: 812000,
  gated: 'manual',
  tags: ['license:llama3.3'],
  config: {architectures: ['LlamaForCausalLM'], model_type: 'llama'},
  safetensors: {total: 70_553_706_496},
}

describe('hub', () => {
  const http = httpClient({
    env: {},
    signal: new AbortController().signal,
    userAgent: 'test',
    sleep: async () => undefined,
  })
  const client = (token?: string) => hub(http, {endpoint: `${endpoint}/`, ...(token && {token})})
  const query = {text: 'llama 70b', sort: 'downloads', limit: 5} as const

  before(() => {
    if (!nock.isActive()) nock.activate()
    nock.disableNetConnect()
  })
  afterEach(() => {
    const left = nock.pendingMocks()
    nock.cleanAll()
    assert.deepEqual(left, [])
  })
  after(() => {
    nock.enableNetConnect()
    nock.restore()
    http.close()
  })

  it('asks for what it needs and reads a list', async () => {
    nock(endpoint)
      .get('/api/models')
      .query({
        search: 'llama 70b',
        author: 'meta-llama',
        limit: '5',
        sort: 'downloads',
        direction: '-1',
        full: 'true',
        config: 'true',
      })
      .reply(200, [listed])

    assert.deepEqual(await client().search({...query, organisation: 'meta-llama'}), [
      {
        id,
        commit: 'abc',
        gated: true,
        downloads: 812000,
        licence: 'llama3.3',
        parameters: 70_553_706_496,
        architecture: 'LlamaForCausalLM',
        modelType: 'llama',
      },
    ])
  })

  it('asks for the size of a model whose list entry leaves it out', async () => {
    const {safetensors, ...short} = listed
    nock(endpoint).get('/api/models').query(true).reply(200, [short])
    nock(endpoint).get(`/api/models/${id}`).reply(200, {id, safetensors})

    const [model] = await client().search(query)

    assert.deepEqual([model?.parameters, model?.downloads], [70_553_706_496, 812000])
  })

  for (const [how, quantization_config, weightType] of [
    [
      'compressed tensors',
      {quant_method: 'compressed-tensors', config_groups: {group_0: {weights: {num_bits: 8, type: 'float'}}}},
      'fp8',
    ],
    ['awq', {quant_method: 'awq', bits: 4}, 'int4'],
    ['gptq of 8 bit', {quant_method: 'gptq', bits: 8}, 'int8'],
  ] as const)
    it(`reads from a list entry that weights are stored as ${how}`, async () => {
      const config = {...listed.config, quantization_config}
      nock(endpoint)
        .get('/api/models')
        .query(true)
        .reply(200, [{...listed, config}])
      const [model] = await client().search(query)
      assert.equal(model?.weightType, weightType)
    })

  it('leaves out entries that are no models and cuts what is too long', async () => {
    const {safetensors, config} = listed
    nock(endpoint)
      .get('/api/models')
      .query(true)
      .reply(200, [
        {id: '../../etc'},
        7,
        null,
        {id: 'a/b', safetensors, config, tags: [`license:${'x'.repeat(5000)}`], downloads: -1},
      ])

    const found = await client().search(query)

    assert.equal(found.length, 1)
    assert.equal(found[0]?.licence?.length, 200)
    assert.equal(found[0]?.downloads, undefined)
  })

  it('takes the size of the weights from the types in the headers, when it knows all of them', async () => {
    const sized = (parameters: object) => ({
      id: `a/${Object.keys(parameters).length}${JSON.stringify(parameters).length}`,
      safetensors: {parameters, total: 5},
    })
    nock(endpoint)
      .get('/api/models')
      .query(true)
      .reply(200, [sized({BF16: 1, F8_E4M3: 4}), sized({BF16: 1, Q9: 4})])

    const found = await client().search(query)

    assert.deepEqual(
      found.map(({weightBytes}) => weightBytes),
      [6, undefined],
    )
  })

  it('reads further pages until it has enough that are accepted', async () => {
    const page = (path: string, names: readonly string[], next?: string) =>
      nock(endpoint)
        .get('/api/models')
        .query(({cursor}) => cursor === (path === '' ? undefined : path))
        .reply(
          200,
          names.map((name) => ({...listed, id: `a/${name}`, downloads: name.length})),
          next === undefined ? {} : {link: `<${endpoint}/api/models?cursor=${next}>; rel="next"`},
        )
    page('', ['x', 'long'], '1')
    page('1', ['y', 'longer'], '2')
    const found = await client().search({...query, limit: 2, accept: ({downloads = 0}) => downloads > 1})
    assert.deepEqual(
      found.map(({id}) => id),
      ['a/long', 'a/longer'],
    )
  })

  it('follows no page to another place', async () => {
    nock(endpoint)
      .get('/api/models')
      .query(true)
      .reply(200, [listed], {link: '<https://elsewhere.example/api/models?cursor=1>; rel="next"'})
    assert.equal((await client('secret').search(query)).length, 1)
  })

  it('reads no model when the names are enough', async () => {
    const {safetensors, ...short} = listed
    nock(endpoint).get('/api/models').query(true).reply(200, [short])
    assert.equal((await client().search({...query, namesOnly: true})).length, 1)
  })

  it('says that an address is no hub', async () => {
    nock(endpoint).get('/api/models').query(true).reply(200, {error: 'hello'})
    await assert.rejects(client().search(query), {
      kind: 'failed',
      message: `${endpoint} did not answer as a model hub does`,
    })
  })

  it('a hub without an answer is unreachable, and offline is the way out', async () => {
    nock(endpoint)
      .get('/api/models')
      .query(true)
      .replyWithError(Object.assign(new Error('refused'), {code: 'ECONNREFUSED'}))
    await assert.rejects(client().search(query), (error: {kind: string; hints: readonly string[]}) => {
      assert.equal(error.kind, 'unreachable')
      assert.match(error.hints.join(), /--offline/)
      return true
    })
  })

  it('a hub that takes no more requests says so at once, and one that is broken is unreachable', async () => {
    for (const [status, said, hint] of [
      [429, /^the model hub https:\/\/hub\.example takes no more requests for now: .* answered 429: slow/, /HF_TOKEN/],
      [500, /does not answer: .* answered 500: slow/, /OME_HF_ENDPOINT/],
    ] as const) {
      nock(endpoint).get('/api/models').query(true).reply(status, 'slow', {'retry-after': '3600'})
      await assert.rejects(client().search(query), (error: Error & {kind: string; hints: readonly string[]}) => {
        assert.equal(error.kind, 'unreachable')
        assert.match(error.message, said)
        assert.match(error.hints.join(), hint)
        assert.match(error.hints.join(), /--offline/)
        return true
      })
    }
  })

  it('reads a model with its files and config.json, at the revision that was asked for', async () => {
    nock(endpoint).get(`/api/models/${id}/revision/v1`).reply(200, listed)
    nock(endpoint)
      .get(`/api/models/${id}/tree/v1`)
      .query({recursive: 'true'})
      .reply(200, [
        {type: 'file', path: 'config.json', size: 900},
        {type: 'file', path: 'model.safetensors', size: 130, lfs: {size: 5e9}},
        {type: 'directory', path: 'original'},
      ])
    nock(endpoint).get(`/${id}/resolve/v1/config.json`).reply(200, {model_type: 'llama'})

    const details = await client().read({id, revision: 'v1'})

    assert.deepEqual(details.files, [
      {path: 'config.json', bytes: 900},
      {path: 'model.safetensors', bytes: 5e9},
    ])
    assert.deepEqual([details.config, details.configDenied, details.revision], [{model_type: 'llama'}, false, 'v1'])
  })

  it('a gated model is readable but for config.json; the token goes along when there is one', async () => {
    const answer = (token: string | undefined, status: number) => {
      const scope = nock(
        endpoint,
        token ? {reqheaders: {authorization: `Bearer ${token}`}} : {badheaders: ['authorization']},
      )
      scope.get(`/api/models/${id}`).reply(200, listed)
      scope.get(`/api/models/${id}/tree/main`).query(true).reply(200, [])
      scope
        .get(`/${id}/resolve/main/config.json`)
        .reply(status, status === 200 ? {model_type: 'llama'} : {error: 'gated'})
    }
    answer(undefined, 401)
    assert.equal((await client().read({id})).configDenied, true)
    answer('secret', 200)
    assert.equal((await client('secret').read({id})).configDenied, false)
    answer('other', 200)
    assert.equal((await client('secret').read({id}, 'other')).configDenied, false)
  })

  it('an unknown id is not found', async () => {
    nock(endpoint).get('/api/models/a/b').reply(404, {error: 'Repository not found'})
    await assert.rejects(client().read({id: 'a/b'}), {
      kind: 'not-found',
      message: `model "a/b" not found on ${endpoint}`,
    })
  })

  it('never shows credentials of its address', () => {
    assert.equal(hub(http, {endpoint: 'https://me:secret@hub.example/x'}).endpoint, 'https://hub.example/x')
  })
})
