import assert from 'node:assert/strict'
import CreateService from '../src/commands/create/service.ts'
import TemplateCreate from '../src/commands/template/create.ts'
import TemplateDelete from '../src/commands/template/delete.ts'
import TemplateList from '../src/commands/template/list.ts'
import TemplateShow from '../src/commands/template/show.ts'
import {configMap, type Workspace, workspace} from './workspace.ts'

const services = {group: 'ome.io', version: 'v1beta1', plural: 'inferenceservices', namespaced: true}

describe('ome template and create service', () => {
  let here: Workspace
  before(async () => {
    here = await workspace({scenario: 'tour-ome'})
  })
  after(() => here.stop())

  const spec = (name: string) => here.cluster.api.get(services, name, 'default')?.['spec']

  it('lists what is built in, and shows one', async () => {
    const {out} = await here.run(TemplateList, '')
    assert.match(
      out,
      /^NAME +SOURCE +KIND +PARAMETERS +SUMMARY\nproduction-llm +built-in +InferenceService +\[name\] model/,
    )
    assert.match(
      (await here.run(TemplateShow, 'vllm-llama')).out,
      /model +required +the model to serve +spec\.model\.name/,
    )
    assert.deepEqual(
      (await here.run(TemplateShow, 'vlm-llama')).err,
      'error: there is no template "vlm-llama"\nhint: did you mean vllm-llama?\nhint: list them: ome template list\n',
    )
  })

  it('creates a service with the values in place', async () => {
    const words = '--template production-llm --param model=llama-3-3-70b --param replicas=3 --param name=made'
    const tried = await here.run(CreateService, `${words} --dry-run`)
    assert.match(
      tried.out,
      /^runtime vllm-llama-3-3-70b .*\n3 replicas × 4 GPUs; .*\nprice for 3 replicas: .*\ninferenceservice\/made created \(server dry run\)/,
    )
    assert.equal(spec('made'), undefined)
    const {out, code, err} = await here.run(CreateService, words)
    assert.deepEqual([out, code], ['inferenceservice/made created\n', 0], err)
    const {model, engine} = spec('made')
    assert.deepEqual(
      [model.name, model.kind, engine.minReplicas, engine.maxReplicas],
      ['llama-3-3-70b', 'ClusterBaseModel', 3, 3],
    )
    assert.equal((await here.run(CreateService, words)).code, 6)
  })

  it('takes a runtime of the engine that the template wants, or says why none fits', async () => {
    const {code, err} = await here.run(CreateService, 'on-vllm --template vllm-llama --param model=llama-3-3-70b')
    assert.deepEqual([code, spec('on-vllm')?.runtime.name], [0, 'vllm-llama-3-3-70b'], err)
    const none = await here.run(CreateService, 'pd --template pd-llama --param model=mistral-7b')
    assert.equal(none.code, 1)
    assert.match(none.err, /no runtime runs prefill and decode apart: none has a decoder/)
  })

  it('creates a service of a model with what is typed', async () => {
    const words =
      'typed --model llama-3-3-70b --autoscale --max-replicas 4 --accelerator nvidia-h100 --monitoring --env A=b=c --label team=x'
    const {out, err, code} = await here.run(CreateService, words)
    assert.deepEqual([out, code], ['inferenceservice/typed created\n', 0], err)
    const live = here.cluster.api.get(services, 'typed', 'default')
    const {engine, runtime, model, acceleratorSelector} = spec('typed')
    assert.deepEqual([engine.minReplicas, engine.maxReplicas, engine.runner.env], [1, 4, [{name: 'A', value: 'b=c'}]])
    assert.deepEqual(
      [runtime.name, runtime.kind, model.kind],
      ['vllm-llama-3-3-70b', 'ClusterServingRuntime', 'ClusterBaseModel'],
    )
    assert.deepEqual(acceleratorSelector, {acceleratorClass: 'nvidia-h100'})
    assert.deepEqual(live?.metadata.labels, {team: 'x'})
    assert.equal(live?.metadata.annotations?.['ome.io/enable-prometheus-scraping'], 'true')
    assert.match(live?.metadata.annotations?.['ome.cli/runtime-reason'] ?? '', /./)

    const byNodes = await here.run(CreateService, 'by-nodes --model mistral-7b --replicas 2 --accelerator nvidia-l40s')
    assert.match(
      byNodes.err,
      /does not list accelerator nvidia-l40s: the engine gets the node labels of the class instead/,
    )
    assert.deepEqual(
      [spec('by-nodes').engine.minReplicas, Object.keys(spec('by-nodes').engine.nodeSelector).length > 0],
      [2, true],
    )
    assert.equal((await here.run(CreateService, '--model llama-3-3-70b --name x')).code, 2)
  })

  it('is as careful as deploy: a model on no node, GPUs that are not free, a namespace that is not there', async () => {
    const waiting = 'custom -n ml-team --model custom-model --runtime srt-mistral'
    const none = await here.run(CreateService, waiting)
    assert.equal(none.code, 1)
    assert.match(none.err, /no runtime can be chosen for model "custom-model" yet/)
    const many = await here.run(CreateService, 'many --model mistral-7b --replicas 500 --strict')
    assert.deepEqual([many.code, many.out], [3, ''])
    const nowhere = await here.run(CreateService, 'x -n nowhere --template dev-llm --param model=mistral-7b')
    assert.equal(nowhere.code, 4)
    assert.match(nowhere.err, /namespace "nowhere" not found/)
    const mode = await here.run(CreateService, 'x --model mistral-7b --mode OMENative')
    assert.equal(mode.code, 2)
  })

  it('makes a template of a service, shared or local, and a service of it', async () => {
    const made = await here.run(TemplateCreate, 'mine --from service/prod-llama --param metadata.labels.env=env')
    assert.deepEqual([made.out, made.code], ['configmap/ome-template-mine created\n', 0], made.err)
    assert.equal((await here.run(TemplateCreate, 'mine --from service/prod-llama')).code, 6)
    const again = await here.run(CreateService, 'copy --template mine --param env=test --param replicas=4')
    assert.equal(again.code, 0, again.err)
    const live = here.cluster.api.get(services, 'copy', 'default')
    const {minReplicas, maxReplicas} = spec('copy').engine
    assert.deepEqual([live?.metadata.labels?.['env'], minReplicas, maxReplicas], ['test', 4, 4])

    const ranged = await here.run(TemplateCreate, 'ranged --from service/typed --dry-run -o yaml')
    assert.match(ranged.out, /name: min\n/)
    const data = `${here.folder}/data`
    await here.run(TemplateCreate, 'mine --from service/mistral-dev --local', {data})
    const {items} = JSON.parse((await here.run(TemplateList, '-o json', {data})).out)
    const sources = items.filter((item: {metadata: {name: string}}) => item.metadata.name === 'mine')
    assert.deepEqual(
      sources.map((item: {source: string}) => item.source),
      ['shared', 'local'],
    )
    assert.equal((await here.run(TemplateDelete, 'mine', {data})).code, 2)
    assert.equal((await here.run(TemplateDelete, 'mine --yes', {data})).out, 'template/mine deleted\n')
    assert.equal((await here.run(TemplateDelete, 'mine --yes', {data})).out, 'configmap/ome-template-mine deleted\n')
    assert.equal((await here.run(TemplateDelete, 'dev-llm --yes', {data})).code, 2)
  })

  for (const [words, code, message] of [
    ['--template dev-llm', 2, /needs "model"\nhint: --param name=/],
    ['--template dev-llm --param model=mistral-7b --param x=1', 2, /has no parameter "x"/],
    [
      '--template dev-llm --param model=mistral-7b --param replicas=many',
      2,
      /a whole number for "replicas", not "many"/,
    ],
    ['--template dev-llm --param model', 2, /--param "model" is not of the form NAME=VALUE/],
    ['--template dev-llm --param model=none', 4, /model "none" not found/],
    ['--template none', 4, /there is no template "none"/],
    ['', 2, /--template NAME or --model NAME/],
    ['--model mistral-7b --template dev-llm', 2, /template/],
    ['--model mistral-7b --param a=b', 2, /--param fills in a template/],
    ['--model mistral-7b --runtime none', 4, /runtime "none" not found/],
    ['--model mistral-7b --accelerator none', 4, /accelerator "none" not found/],
    ['--model mistral-7b --min-replicas 3 --max-replicas 2', 2, /--min-replicas 3 is more than --max-replicas 2/],
    ['--model mistral-7b --no-autoscale --max-replicas 2', 2, /need --autoscale/],
    ['--model mistral-7b --max-replicas 2 --replicas 9', 2, /--replicas 9 lies outside 1 to 2/],
    ['--model mistral-7b --label a=b!', 2, /cannot be the value of a label/],
    ['--model mistral-7b --pd', 1, /no runtime runs prefill and decode apart/],
    ['--model mistral', 4, /model "mistral" not found/],
    ['bad --template dev-llm --param model=mistral-7b --param runtime=none', 4, /runtime "none" not found/],
  ] as const)
    it(`refuses ${words}`, async () => {
      const {code: found, err, out} = await here.run(CreateService, words)
      assert.deepEqual([found, out], [code, ''], err)
      assert.match(err, message)
    })

  it('passes over a shared template that is broken, and says so', async () => {
    const kube = await here.cluster.kube()
    const broken = configMap(
      'ome-template-x',
      {'template.yaml': 'kind: Template'},
      {namespace: 'default', labels: {'ome.cli/kind': 'template'}},
    )
    await kube.create({group: '', version: 'v1', plural: 'configmaps', namespaced: true}, broken)
    const {err, code} = await here.run(TemplateList, '')
    assert.deepEqual([err, code], ['warning: configmap/ome-template-x holds no template\n', 0])
  })

  it('passes over a file of this machine that is broken, and says so', async () => {
    here.write({'kept/templates/torn.yaml': 'a: [b\n', 'kept/templates/other.yaml': 'kind: Other\n'})
    const data = `${here.folder}/kept`
    const {out, err, code} = await here.run(TemplateShow, 'vllm-llama', {data})
    assert.deepEqual([code, out.split('\n')[0]], [0, 'Template:  vllm-llama (built-in)'])
    assert.match(err, /^warning: .*other\.yaml holds no template$/m)
    assert.match(err, /^warning: .*torn\.yaml: line 2: /m)
  })

  it('puts no secret of a service into a template, and says so', async () => {
    const env = [
      {name: 'HF_TOKEN', value: 'hf_text'},
      {name: 'MODE', value: 'fast'},
    ]
    const metadata = {name: 'telling', namespace: 'default'}
    const body = {model: {name: 'mistral-7b'}, engine: {runner: {name: 'ome-container', env}}}
    const kube = await here.cluster.kube()
    await kube.create(
      services,
      {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', metadata, spec: body},
      metadata,
    )
    const {code, err} = await here.run(TemplateCreate, 'told --from service/telling')
    assert.equal(code, 0, err)
    assert.match(err, /left out: inferenceservice\/telling in default .*env\[HF_TOKEN\]: keep it in a Secret/)
    const shown = (await here.run(TemplateShow, 'told')).out
    assert.match(shown, /MODE/)
    assert.doesNotMatch(shown, /hf_text/)
  })
})
