import assert from 'node:assert/strict'
import {type RunOptions, run} from '@ome/testkit/run'
import Get from '../src/commands/get.ts'
import {type FakeOptions, fakeKube} from './fake-kube.ts'
import {service, tour} from './tour.ts'

const get = (argv: string, options: RunOptions & FakeOptions = {}) =>
  run(Get, argv.split(' '), {kube: fakeKube(tour, options).kube, ...options})

describe('get of several types', () => {
  it('shows ours and the others one below the other, with names that can be copied', async () => {
    const {out, err} = await get('services,svc')
    assert.equal(err, '')
    assert.match(out, /^NAME +MODEL .*\nservice\/prod-llama +.*\n\nNAME +PHASE\nservice\/web\n$/)
  })

  it('as data is one list that says what each item is', async () => {
    const {items, kind, apiVersion} = JSON.parse((await get('services,nodes -o json')).out)
    assert.deepEqual([apiVersion, kind], ['ome.cli/v1', 'List'])
    assert.deepEqual(
      items.map((item: {apiVersion: string; kind: string}) => `${item.apiVersion} ${item.kind}`),
      ['ome.cli/v1 Service', 'v1 Node', 'v1 Node'],
    )
    assert.equal(
      (await get('services,nodes -o name')).out,
      'inferenceservice.ome.io/prod-llama\nnode/gpu-1\nnode/gpu-2\n',
    )
  })

  it('with names and -o yaml, or exported, is a list of cluster objects', async () => {
    const {out} = await get('service/prod-llama node/gpu-1 -o yaml')
    assert.match(out, /^apiVersion: v1\nitems:\n- apiVersion: ome\.io\/v1beta1\n/)
    const exported = await get('service/prod-llama node/gpu-1 --export')
    assert.match(exported.out, /kind: InferenceService/)
    assert.doesNotMatch(exported.out, /uid|resourceVersion: "?\d/)
  })

  it('prints what is there, and ends with 4 for the rest', async () => {
    const {code, out, err} = await get('service/prod-llama node/none svc/nope')
    assert.deepEqual(
      [code, err],
      [4, 'error: node "none" not found; service "nope" not found in namespace "default"\n'],
    )
    assert.match(out, /^NAME +MODEL .*\nprod-llama /)
    assert.deepEqual(await get('service/prod-llama-x node/none --ignore-not-found'), {code: 0, out: '', err: ''})
  })

  it('shows what may be read and names what may not; 5 when nothing may', async () => {
    const partly = await get('nodes,cm', {denied: ['configmaps']})
    assert.equal(partly.code, 0)
    assert.match(partly.out, /node\/gpu-1|gpu-1/)
    assert.equal(partly.err, 'note: not everything is shown: configmaps is forbidden\n')
    assert.equal((await get('nodes,cm', {denied: ['configmaps', 'nodes']})).code, 5)
  })

  it('of an unknown type prints nothing', async () => {
    const {code, out} = await get('nodes,nonsense')
    assert.deepEqual([code, out], [4, ''])
  })

  it('cannot be watched', async () => {
    assert.equal((await get('nodes,pods -w')).code, 2)
  })

  it('refuses names with selectors and names in all namespaces', async () => {
    assert.match((await get('pods x -l a=b')).err, /names cannot be combined with --selector/)
    assert.match((await get('service x --field-selector metadata.name=x')).err, /combined with --field-selector/)
    assert.equal((await get('pods x -A')).code, 2)
  })
})

describe('the looks of our nouns', () => {
  const labelled = fakeKube([...tour, service('blue', 'default', 'm', {tier: 'gold', 'x.io/team': 'a'})]).kube

  it('can have labels, kinds and no headers', async () => {
    const {out} = await get('services --show-kind --no-headers -L tier,x.io/team', {kube: labelled})
    assert.match(out, /^service\/blue +m .* +gold +a +7d\nservice\/prod-llama .* <none> +<none> +7d\n$/)
    assert.match(
      (await get('services --show-labels', {kube: labelled})).out,
      /LABELS +AGE\nblue .* tier=gold,x\.io\/team=a +7d\n/,
    )
  })

  it("can be sorted by kubectl's paths as well", async () => {
    const {out} = await get('services -A --sort-by .metadata.name -o name', {kube: labelled})
    assert.deepEqual(out.split('\n').slice(0, 3), [
      'inferenceservice.ome.io/blue',
      'inferenceservice.ome.io/chat',
      'inferenceservice.ome.io/prod-llama',
    ])
  })

  it('are selected by fields', async () => {
    assert.equal(
      (await get('services -A --field-selector metadata.name=chat -o name')).out,
      'inferenceservice.ome.io/chat\n',
    )
  })

  it('of one name in several namespaces are all shown', async () => {
    const {kube} = fakeKube([...tour, service('chat', 'default', 'm')])
    const {out} = await get('service chat -A', {kube})
    assert.match(out, /^NAMESPACE .*\ndefault +chat .*\nteam +chat /)
  })
})

describe('what was not typed', () => {
  it('is picked on a terminal', async () => {
    const {out} = await run(Get, [], {kube: fakeKube(tour).kube, tty: true, stdin: ['']})
    assert.match(out, /^NAME +MODEL +RUNTIME /)
  })

  it('is a usage error with examples elsewhere, in the words of the program', async () => {
    const {code, err, out} = await run(Get, [], {bin: 'kubectl ome'})
    assert.deepEqual([code, out], [2, ''])
    assert.equal(
      err,
      'error: name what to get\nhint: services, models, runtimes or accelerators: kubectl ome get services\nhint: or any resource of the cluster: kubectl ome get pods\nhint: see kubectl ome get --help\n',
    )
    assert.match(
      (await get('service nope', {bin: 'kubectl ome'})).err,
      /hint: list what is there: kubectl ome get services -n default/,
    )
  })
})
