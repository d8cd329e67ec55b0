import assert from 'node:assert/strict'
import {hubModels, weightBytes} from './catalogue.ts'
import {type Hub, startHub} from './hub-server.ts'

const gated = 'meta-llama/Llama-3.3-70B-Instruct'
const open = 'Qwen/Qwen3-8B'
const signedIn = {authorization: 'Bearer hf_token'}

interface Answer {
  readonly status: number
  readonly code: string | null
  // biome-ignore lint/suspicious/noExplicitAny: documents of the API under test
  readonly body: any
}

/** @feature Traffic: a model hub: search, details, files, gated models | works */
describe('the hub stand-in', () => {
  let hub: Hub

  before(async () => {
    hub = await startHub()
  })
  after(() => hub.close())

  async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${hub.url}${path}`, {headers})
    return {status: response.status, code: response.headers.get('x-error-code'), body: await response.json()}
  }

  it('finds models by the words of their ids', async () => {
    const {body} = await get('/api/models?search=llama-3.3&sort=downloads')

    assert.deepEqual(
      body.map((model: {id: string}) => model.id),
      [gated, 'RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic'],
    )
  })

  it('leads from page to page, each model once', async () => {
    const ids: string[] = []
    let path: string | undefined = '/api/models?sort=downloads&limit=7'
    for (let pages = 0; path !== undefined && pages < 10; pages++) {
      const response = await fetch(`${hub.url}${path}`)
      const models = (await response.json()) as {id: string}[]
      ids.push(...models.map(({id}) => id))
      path = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]?.slice(hub.url.length)
    }
    assert.equal(ids.length, hubModels.length)
    assert.equal(new Set(ids).size, hubModels.length)
  })

  it('narrows by author and limit, most downloads first', async () => {
    const {body} = await get('/api/models?author=meta-llama&sort=downloads&limit=2')

    assert.deepEqual(
      body.map((model: {id: string}) => model.id),
      ['meta-llama/Llama-3.1-8B-Instruct', 'meta-llama/Llama-3.2-1B-Instruct'],
    )
  })

  it('describes a model, gated or not, to everybody', async () => {
    const {status, body} = await get(`/api/models/${gated}`)

    assert.equal(status, 200)
    assert.deepEqual([body.gated, body.safetensors.total, body.config.model_type], ['manual', 70_553_706_496, 'llama'])
  })

  const access: readonly [string, string, Record<string, string>, number, string | null][] = [
    ['an open config to everybody', `/${open}/resolve/main/config.json`, {}, 200, null],
    ['a gated config to nobody unknown', `/${gated}/resolve/main/config.json`, {}, 401, 'GatedRepo'],
    [
      'a gated config not to a wrong token',
      `/${gated}/resolve/main/config.json`,
      {authorization: 'Bearer x'},
      403,
      'GatedRepo',
    ],
    ['a gated config to a signed-in caller', `/${gated}/resolve/main/config.json`, signedIn, 200, null],
    ['no listing of a gated model', `/api/models/${gated}/tree/main`, {}, 401, 'GatedRepo'],
    ['nothing of an unknown model', '/api/models/no/such', signedIn, 404, 'RepoNotFound'],
    ['no unknown file', `/${open}/resolve/main/secrets.txt`, {}, 404, 'EntryNotFound'],
    ['no unknown path', '/api/datasets', {}, 404, null],
    ['no undecodable path', '/api/models/%E0%A4%A/x', signedIn, 404, 'RepoNotFound'],
  ]
  for (const [what, path, headers, status, code] of access) {
    it(`gives ${what}`, async () => {
      const answer = await get(path, headers)

      assert.deepEqual([answer.status, answer.code], [status, code])
    })
  }

  it('lists files whose weights add up to the size of the model', async () => {
    const {body} = await get(`/api/models/${open}/tree/main`)

    const weights = body.filter((file: {path: string}) => file.path.endsWith('.safetensors'))
    const total = weights.reduce((sum: number, file: {size: number}) => sum + file.size, 0)
    const model = hubModels.find(({id}) => id === open)
    assert.ok(model)
    assert.equal(total, weightBytes(model))
  })

  it('knows every model completely', () => {
    assert.ok(hubModels.length >= 20)
    for (const model of hubModels) {
      for (const [field, value] of Object.entries(model)) {
        assert.ok(value !== '' && !Number.isNaN(value), `${model.id}: ${field}`)
      }
    }
  })
})
