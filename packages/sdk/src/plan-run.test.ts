import assert from 'node:assert/strict'
import {run} from '@ome/testkit/run'
import {Flags, OmeCommand} from './command.ts'
import {OmeError} from './errors.ts'
import {write} from './flags.ts'
import type {KubeClient, KubeObject} from './kube.ts'
import type {Change, Plan} from './plan.ts'

const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices'}

const live: KubeObject = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: 'llama', namespace: 'prod', uid: 'u1', resourceVersion: '7', generation: 2},
  spec: {replicas: 1, model: 'x'},
  status: {ready: true},
}

const scale: Change = {
  action: 'scale',
  object: {kind: 'InferenceService', name: 'llama', namespace: 'prod'},
  reason: 'asked for',
  fields: [{path: 'spec.replicas', from: 1, to: 3}],
  write: {method: 'merge', resource: services, name: 'llama', namespace: 'prod', body: {spec: {replicas: 3}}},
}

const remove = (name: string): Change => ({
  action: 'delete',
  object: {kind: 'InferenceService', name, namespace: 'prod'},
  write: {method: 'delete', resource: services, name, namespace: 'prod'},
})

const record = (text: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'record'},
  data: {text},
})
const note = (text: string, part: object): Change => ({
  action: 'update',
  object: {kind: 'ConfigMap', name: 'record'},
  ...part,
  write: {method: 'apply', resource: {group: '', version: 'v1', plural: 'configmaps'}, body: record(text)},
})

const plans: Readonly<Record<string, Plan>> = {
  recorded: {changes: [note('begun', {opens: true}), remove('llama'), note('done', {seals: true})]},
  unfinished: {changes: [note('begun', {opens: true}), remove('gone'), note('done', {seals: true})]},
  unopened: {changes: [{...remove('gone'), opens: true}, remove('llama')]},
  scale: {changes: [scale], notes: ['price: $3/h (catalogue of 2026-09)']},
  advice: {changes: [scale], notes: ['see the quota: ome get quota x']},
  delete: {changes: [remove('llama')], asks: 'Delete inferenceservice/llama?'},
  several: {changes: [remove('llama'), remove('gone')], asks: 'Delete 2?'},
  nodes: {changes: [scale], startsNodes: true},
  annotation: {
    changes: [
      {...scale, fields: [...(scale.fields ?? []), {path: 'metadata.annotations["ome.cli/stopped"]', to: 'true'}]},
    ],
  },
  secret: {
    changes: [
      {
        ...scale,
        action: 'update',
        object: {kind: 'Secret', name: 's'},
        fields: [{path: 'data.key', from: 'aHVudGVy', to: 'bmV3'}],
      },
    ],
  },
  nothing: {changes: [{action: 'unchanged', object: scale.object}], asks: 'Really?'},
}

class Change1 extends OmeCommand {
  static override id = 'change'
  static override flags = {...write, which: Flags.string({default: 'scale'})}

  async run(): Promise<void> {
    const {flags} = await this.parse(Change1)
    const plan = plans[flags.which]
    if (plan) await this.plan(plan, flags)
  }
}

function fakeKube(sent: string[]): KubeClient {
  const client: Partial<KubeClient> = {
    async get() {
      return live as never
    },
    async patch(_resource, name, _type, body, options) {
      sent.push(`patch ${name}${options?.dryRun ? ' dry' : ''}`)
      return {
        ...live,
        metadata: {...live.metadata, resourceVersion: '8', generation: 3},
        spec: {...live['spec'], ...(body as KubeObject)['spec']},
      }
    },
    async apply(_resource, body, options) {
      const {resourceVersion} = body.metadata
      const version = resourceVersion === undefined ? '' : ` at ${resourceVersion}`
      sent.push(`apply ${body['data'].text}${version}${options?.dryRun ? ' dry' : ''}`)
      return {...body, metadata: {...body.metadata, resourceVersion: '9'}}
    },
    async delete(_resource, name, options) {
      if (name === 'gone') throw new OmeError('not-found', 'inferenceservices.ome.io "gone" not found')
      sent.push(`delete ${name}${options?.dryRun ? ' dry' : ''}`)
      return undefined
    },
  }
  return client as KubeClient
}

async function change(argv: string[], options = {}) {
  const sent: string[] = []
  const result = await run(Change1, argv, {kube: fakeKube(sent), ...options})
  return {...result, sent}
}

describe('a plan', () => {
  it('that asks nothing is carried out and says so', async () => {
    assert.deepEqual(await change([]), {
      code: 0,
      out: 'inferenceservice/llama scaled (1 → 3)\n',
      err: 'price: $3/h (catalogue of 2026-09)\n',
      sent: ['patch llama'],
    })
  })

  it('names a key that holds dots whole', async () => {
    const {out} = await change(['--which', 'annotation'])

    assert.match(out, /ome\.cli\/stopped <none> → true\)/)
  })

  it('hides values of Secrets in its lines and as JSON', async () => {
    const {out} = await change(['--which', 'secret'])
    assert.match(out, /key \*\*\* \(before\) → \*\*\* \(after\)/)
    for (const format of [['-o', 'json'], ['--dry-run']]) {
      const shown = await change(['--which', 'secret', ...format])
      assert.doesNotMatch(shown.out, /aHVu|bmV3/)
      assert.match(shown.out, /data\.key/)
    }
  })

  it('writes ASCII where the terminal has no Unicode', async () => {
    assert.equal((await change([], {unicode: false})).out, 'inferenceservice/llama scaled (1 -> 3)\n')
  })

  it('names commands as the name that was called does, also on stdout', async () => {
    const called = {bin: 'boat', say: (text: string) => text.replace('boat get', 'ome get')}
    for (const words of [['--dry-run'], ['-o', 'json']])
      assert.match((await change(['--which', 'advice', ...words], called)).out, /see the quota: ome get quota x/)
  })

  it('that asks does nothing without a terminal and without --yes', async () => {
    const result = await change(['--which', 'delete'])
    assert.equal(result.code, 2)
    assert.deepEqual(result.sent, [])
    assert.equal(
      result.err,
      'delete  inferenceservice/llama\nerror: this needs a yes: Delete inferenceservice/llama?\nhint: add --yes to go ahead without being asked\n',
    )
    assert.deepEqual((await change(['--which', 'delete', '--yes'])).sent, ['delete llama'])
    assert.deepEqual((await change(['--which', 'delete'], {env: {OME_YES: '1'}})).sent, ['delete llama'])
  })

  it('is asked for on a terminal: yes goes on, no and Ctrl-C are 130 with nothing done', async () => {
    const yes = await change(['--which', 'delete'], {tty: true, stdin: ['y']})
    assert.deepEqual([yes.code, yes.sent, yes.out], [0, ['delete llama'], 'inferenceservice/llama deleted\n'])
    assert.match(yes.err, /Delete inferenceservice\/llama\?/)
    for (const answer of ['n', '\u0003']) {
      const no = await change(['--which', 'delete'], {tty: true, stdin: [answer]})
      assert.deepEqual([no.code, no.sent, no.out], [130, [], ''])
    }
  })

  it('that starts nodes asks on a terminal and goes ahead in a pipe', async () => {
    assert.deepEqual((await change(['--which', 'nodes'])).sent, ['patch llama'])
    assert.equal((await change(['--which', 'nodes'], {tty: true, stdin: ['n']})).code, 130)
  })

  it('without changes is not asked for', async () => {
    assert.deepEqual(await change(['--which', 'nothing']), {
      code: 0,
      out: 'inferenceservice/llama unchanged\n',
      err: '',
      sent: [],
    })
  })

  it('as a dry run asks the server and prints what would happen on stdout', async () => {
    const result = await change(['--which', 'scale', '--dry-run'])
    assert.deepEqual(result.sent, ['patch llama dry'])
    assert.equal(
      result.out,
      'price: $3/h (catalogue of 2026-09)\ninferenceservice/llama scaled (1 → 3) (server dry run)\n  asked for\n  spec.replicas: 1 → 3\n',
    )
    const client = await change(['--which', 'delete', '--dry-run=client'])
    assert.deepEqual([client.sent, client.out], [[], 'inferenceservice/llama deleted (dry run)\n'])
  })

  it('prints the objects of a dry run as YAML, without what the server writes', async () => {
    const {out} = await change(['--dry-run', '-o', 'yaml'])
    assert.equal(
      out,
      'apiVersion: ome.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: llama\n  namespace: prod\nspec:\n  model: x\n  replicas: 3\n',
    )
  })

  it('prints itself and the results as JSON', async () => {
    const document = JSON.parse((await change(['-o', 'json'])).out)
    assert.equal(document.kind, 'Plan')
    assert.equal(document.applied, true)
    assert.deepEqual(document.changes[0].fields, [{path: 'spec.replicas', from: 1, to: 3}])
    assert.equal(document.results[0].outcome, 'scaled')
  })

  it('shows the difference to the cluster and changes nothing', async () => {
    const result = await change(['--diff'])
    assert.deepEqual(result.sent, ['patch llama dry'])
    assert.match(result.out, /^--- live inferenceservice\/llama\n\+\+\+ planned inferenceservice\/llama\n@@ .* @@\n/)
    assert.match(result.out, /\n- {2}replicas: 1\n\+ {2}replicas: 3\n$/)
    assert.doesNotMatch(result.out, /resourceVersion|status/)
  })

  it('is sealed when everything succeeded, and only while what it opened with is as it was', async () => {
    assert.deepEqual((await change(['--which', 'recorded'])).sent, ['apply begun', 'delete llama', 'apply done at 9'])
    const tried = await change(['--which', 'recorded', '--dry-run'])
    assert.deepEqual(tried.sent, ['apply begun dry', 'delete llama dry', 'apply done dry'])
    const failed = await change(['--which', 'unfinished'])
    assert.deepEqual([failed.code, failed.sent], [1, ['apply begun']])
    assert.match(failed.err, /error: configmap\/record: left as it was, since not everything succeeded\n/)
  })

  it('that cannot be opened changes nothing', async () => {
    const {code, sent, err} = await change(['--which', 'unopened'])
    assert.deepEqual([code, sent], [4, []], err)
  })

  it('tries everything and fails when one change failed', async () => {
    const result = await change(['--which', 'several', '--yes'])
    assert.equal(result.code, 1)
    assert.equal(result.out, 'inferenceservice/llama deleted\n')
    assert.match(
      result.err,
      /error: inferenceservice\/gone: inferenceservices\.ome\.io "gone" not found\nerror: 1 of 2 changes failed\n$/,
    )
  })
})
