import assert from 'node:assert/strict'
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {inferenceSets, workspaces} from '@ome/kinds/kaito'
import {run} from '@ome/testkit/run'
import Deploy from '../src/commands/deploy.ts'
import {type KaitoWorld, kaitoWorld} from './kaito-world.ts'

describe('deploy with KAITO', () => {
  let world: KaitoWorld
  before(async () => {
    world = await kaitoWorld()
  })
  after(() => world.stop())

  const lab = (words: string, more = {}) => world.said(Deploy, `${words} --namespace lab`, more)
  const workspace = (name: string, namespace = 'lab') => world.api.get(workspaces, name, namespace)

  it('chooses a machine in the place of one that is retired, says why and what it costs', async () => {
    const {code, out, err} = await lab('phi-3.5-mini-instruct --name first --instance-type Standard_NC6s_v3')
    assert.equal(code, 0, err)
    assert.equal(out, 'workspace/first created\n')
    assert.match(err, /^note: next: ome status workspace first -n lab --watch$/m)
    assert.match(err, /^model phi-3\.5-mini-instruct \(microsoft\/Phi-3\.5-mini-instruct\): 7\.12 GiB of weights$/m)
    assert.match(err, /^1 node × 1 GPU of Standard_NV36ads_A10_v5/m)
    assert.match(err, /^price: 3\.20 USD\/h for the GPU nodes alone \(.*eastus.*2026-06-18\)$/m)
    assert.match(err, /^note: Standard_NC6s_v3 \(3\.06 USD\/h\) is not offered/m)
    const made = workspace('first')
    assert.equal(made?.['resource'].instanceType, 'Standard_NV36ads_A10_v5')
    assert.deepEqual(made['resource'].labelSelector, {matchLabels: {apps: 'first'}})
    assert.equal(made['inference'].preset.name, 'phi-3.5-mini-instruct')
  })

  it('warns of a machine with GPUs that its pods do not ask for', async () => {
    const words = 'phi-4-mini-instruct --name other --instance-type Standard_NG32ads_V620_v1 --dry-run'
    const {code, out} = await lab(words)
    assert.equal(code, 0)
    assert.match(out, /warning: Standard_NG32ads_V620_v1 is without NVIDIA GPUs \(AMD Radeon PRO V620\)/)
  })

  it('has the prices of another cloud in a region of that cloud', async () => {
    const {code, out, err} = await lab('phi-4 --cloud aws --dry-run=client')
    assert.equal(code, 0, err)
    assert.match(out, /^price: 1\.6096 USD\/h .*us-east-1/m)
  })

  it('leaves alone what is so already, and refuses what is another thing', async () => {
    const again = await lab('phi-3.5-mini-instruct --name first')
    assert.deepEqual([again.code, again.out], [0, 'workspace/first unchanged\n'])
    const other = await lab('phi-4 --name first')
    assert.equal(other.code, 6)
    assert.match(other.err, /serves phi-3\.5-mini-instruct/)
    const type = await lab('phi-3.5-mini-instruct --name first --instance-type Standard_NC24ads_A100_v4')
    assert.equal(type.code, 6)
    const setting = await lab('phi-3.5-mini-instruct --name first --load-balancer')
    assert.equal(setting.code, 6)
    assert.match(setting.err, /ome update workspace first/)
  })

  it('takes transformers for a strength, and the secret that there is for a licence', async () => {
    const {code, err} = await lab('phi-3-mini --name strong --adapter my-adapter:v1 --adapter-strength 0.8')
    assert.equal(code, 0, err)
    const strong = workspace('strong')
    assert.equal(strong?.metadata.annotations?.['kaito.sh/runtime'], 'transformers')
    assert.deepEqual(strong['inference'].adapters, [
      {source: {name: 'my-adapter', image: 'my-adapter:v1'}, strength: '0.8'},
    ])
    const llama = await lab('llama-3.3-70b --name big --runtime vllm --max-nodes 4 -o json')
    assert.equal(llama.code, 0, llama.err)
    const {object, nodes, gpusTotal, usdPerHour, instanceType, notes} = JSON.parse(llama.out)
    assert.deepEqual(
      {object, nodes, gpusTotal, usdPerHour, instanceType},
      {object: 'workspace/big', nodes: 3, gpusTotal: 3, usdPerHour: 11.019, instanceType: 'Standard_NC24ads_A100_v4'},
    )
    assert.match(notes.join('\n'), /secret hf-token is used/)
    assert.match(notes.join('\n'), /--max-nodes 4 is an upper bound: KAITO computes 3 nodes/)
    assert.equal(workspace('big')?.['inference'].preset.presetOptions.modelAccessSecret, 'hf-token')
  })

  it('makes an InferenceSet for several replicas, with what its children read on the template', async () => {
    const {code, out, err} = await lab('phi-4-mini-instruct --name many --replicas 2 --runtime vllm --no-benchmark')
    assert.equal(code, 0, err)
    assert.equal(out, 'inferenceset/many created\n')
    const many = world.api.get(inferenceSets, 'many', 'lab')
    assert.equal(many?.['spec'].replicas, 2)
    assert.equal(many['spec'].template.metadata.annotations['kaito.sh/runtime'], 'vllm')
    const scaled = await lab('phi-4-mini-instruct --name scaled --autoscale --max-replicas 3 --dry-run=client -o yaml')
    assert.match(scaled.out, /scaledobject\.kaito\.sh\/max-replicas: "3"/)
    assert.match(scaled.err, /^price: 3\.20 USD/m)
  })

  it('makes a map of a file, and reckons with its context', async () => {
    const file = join(dirname(world.kubeconfig), 'settings.yaml')
    await writeFile(file, 'vllm:\n  max-model-len: 65536\n')
    const {code, out, err} = await lab(`phi-4-mini-instruct --name tuned --config ${file}`)
    assert.equal(code, 0, err)
    assert.equal(out, 'configmap/tuned-inference created\nworkspace/tuned created\n')
    assert.equal(workspace('tuned')?.['inference'].config, 'tuned-inference')
    await writeFile(file, 'vllm:\n  max-model-len: 10000000\n  temperature: 1\n')
    const wrong = await lab(`phi-4-mini-instruct --name wrong --config ${file}`)
    assert.equal(wrong.code, 2)
    assert.match(wrong.err, /temperature/)
    const absent = await lab('phi-4-mini-instruct --name wrong --config nowhere')
    assert.equal(absent.code, 4)
    const map = await world.said(Deploy, 'phi-4-mini-instruct --name with-map --config my-vllm-config')
    assert.equal(map.code, 0, map.err)
  })

  it('has a model of the Hub sized by the Hub with --online', async () => {
    const away = 'http://127.0.0.1:1'
    const env = {OME_HF_ENDPOINT: world.hub, OME_AZURE_PRICES_ENDPOINT: away, OME_AWS_PRICES_ENDPOINT: away}
    const {code, out, err} = await lab('Qwen/Qwen3-8B --online --dry-run=client', {
      env: {KUBECONFIG: world.kubeconfig, HOME: '/nowhere', ...env},
    })
    assert.equal(code, 0, err)
    assert.match(out, /^model Qwen\/Qwen3-8B: 15\.26 GiB of weights$/m)
    assert.match(out, /^1 node × 1 GPU of Standard_NV36ads_A10_v5/m)
    assert.match(out, /^note: Qwen\/Qwen3-8B: 15\.26 GiB of weights, as the Hub has them now$/m)
  })

  it('takes any model of the Hub when the machine is named', async () => {
    const unsized = await lab('someone/some-7b --name hub')
    assert.equal(unsized.code, 2)
    assert.match(unsized.err, /--instance-type/)
    const dry = await lab(
      'someone/some-7b --name hub --instance-type standard_nc24ads_a100_v4 --dry-run=client -o yaml',
    )
    assert.equal(dry.code, 0, dry.err)
    assert.match(dry.out, /name: someone\/some-7b/)
    assert.match(dry.out, /instanceType: Standard_NC24ads_A100_v4/)
    assert.match(dry.err, /nodes and price: <unknown>/)
  })

  for (const [words, code, message] of [
    ['falcon-7b --runtime transformers', 2, /does not run tiiuae\/falcon-7b with transformers/],
    ['phi-4 --adapter a:v1 --adapter-strength 0.5 --runtime vllm', 2, /vLLM takes no --adapter-strength 0\.5/],
    ['phi-4 --instance-type Standard_NC9', 2, /cannot size/],
    ['phi-4 --node-selector kaito.sh/workspace=x', 2, /keeps these labels/],
    ['phi-4 --accelerator h100', 2, /--accelerator: a flag of OME/],
    ['phi-4 --offline', 2, /--offline asks no cluster/],
    ['phi-4 --kind workspace --replicas 2', 2, /one replica/],
    ['phi-4 --autoscale', 2, /upper bound/],
    ['phi-5', 4, /knows no model/],
    ['llama-3.3-70b --instance-type Standard_NC24ads_A100_v4 --max-nodes 2', 3, /3 nodes/],
    ['phi-4 --require-gates enableMIG=true', 3, /gate enableMIG is off/],
    ['phi-4 --gpus 3', 3, /with 3 GPUs in all/],
    ['phi-4 --require-gates vLLM', 2, /"vLLM" is not of the form GATE=true/],
    ['phi-4 --adapter a:v1 --adapter b/a:v2', 2, /two adapters "a"\nhint: .* adapters add workspace NAME/],
    ['phi-4 --region nowhere', 3, /known price in region nowhere/],
    ['--kind workspace', 2, /^error: which model\? a name is missing\n/],
    ['llama-3 --model-access-secret push', 2, /has no key HF_TOKEN/],
    ['llama-3 --model-access-secret gone', 4, /secret "gone" not found/],
    ['phi-5 --config nowhere --node-selector kaito.sh/workspace=x', 4, /knows no model/],
    ['phi-4 --config nowhere --gpus 3', 4, /2 problems, nothing was written/],
  ] as const)
    it(`refuses ${words} with ${code}`, async () => {
      const result = await lab(`${words} --name refused`)
      assert.equal(result.code, code, result.err)
      assert.match(result.err, message)
      assert.equal(workspace('refused'), undefined)
    })

  it('compares gates and says that they are not per object', async () => {
    const {code, err} = await lab('phi-3-mini --name gated --require-gates vLLM=true,ensureNodeClass=false --dry-run')
    assert.equal(code, 0, err)
    const {out} = await lab('phi-3-mini --name gated --require-gates vLLM=true,ensureNodeClass=false --dry-run')
    assert.match(out, /gates hold for the whole operator/)
    assert.match(out, /gate ensureNodeClass is gone/)
  })

  it('renders for every cluster as that cluster needs it', async () => {
    const {code, out, err} = await world.said(
      Deploy,
      'phi-3.5-mini-instruct --cluster prod,staging --dry-run=client -o yaml',
    )
    assert.equal(code, 0, err)
    const [, prod = '', staging = ''] = out.split('# context: ')
    assert.match(prod, /^prod\n[\s\S]*name: phi-3-5-mini-instruct[\s\S]*instanceType: Standard_NV36ads_A10_v5/)
    assert.match(staging, /^staging\n/)
    assert.doesNotMatch(staging, /instanceType/)
    assert.match(staging, /nvidia\.com\/gpu\.product: NVIDIA-A100-80GB-PCIe/)
    const some = await world.said(
      Deploy,
      'phi-4 --instance-type Standard_NC24ads_A100_v4 --cluster prod,staging --name x',
    )
    assert.equal(some.code, 2)
    assert.match(some.err, /error: staging: --instance-type/)
    assert.match(some.out, /workspace\/x created/)
  })

  it('tells of several clusters in one document, with an entry for each', async () => {
    const words = 'phi-4 --instance-type Standard_NC24ads_A100_v4 --cluster prod,staging --name y -o json --color never'
    const {code, out} = await world.said(Deploy, words)
    const {kind, items} = JSON.parse(out)

    assert.equal(code, 2)
    assert.equal(kind, 'PlanList')
    const [prod, staging] = items
    assert.deepEqual(
      [prod.cluster, prod.applied, prod.object, prod.nodes, prod.usdPerHour],
      ['prod', true, 'workspace/y', 1, 3.673],
    )
    assert.deepEqual([staging.cluster, staging.error.kind, staging.exitCode], ['staging', 'usage', 2])
  })

  it('renders nothing for a cluster that does not answer, and hints in the words of the program', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ome-deploy-'))
    const kubeconfig = join(folder, 'config')
    const config = JSON.parse(await readFile(world.kubeconfig, 'utf8'))
    config.clusters.push({name: 'away', cluster: {server: 'https://127.0.0.1:1'}})
    config.contexts.push({name: 'away', context: {cluster: 'away', user: config.users[0].name}})
    await writeFile(kubeconfig, JSON.stringify(config))
    const kube: KaitoWorld['kube'] = (connection) => world.kube({...connection, kubeconfig})
    const options = {bin: 'kaitoctl', kube, env: {KUBECONFIG: kubeconfig, HOME: folder}}
    const dry = await world.said(Deploy, 'phi --name z --cluster away,prod --dry-run=client -o yaml', options)
    assert.equal(dry.code, 7, dry.err)
    assert.match(dry.out, /^# context: prod\napiVersion:/)
    assert.match(dry.err, /^error: away: the connection to 127\.0\.0\.1:1 was refused$/m)
    const nowhere = await world.said(Deploy, 'phi --name z --cluster prod -n lab --yes', options)
    assert.match(nowhere.err, /^hint: list them: kaitoctl --context prod get namespaces$/m)
    await rm(folder, {recursive: true})
  })

  it('renders without a cluster', async () => {
    const words = ['phi', '--name', 'workspace-phi', '--offline', '--dry-run=client', '-o', 'yaml']
    const {code, out, err} = await run(Deploy, words, {plugin: 'serving'})
    assert.equal(code, 0, err)
    assert.match(out, /^apiVersion: kaito\.sh\/v1beta1\n/)
    assert.match(out, /name: phi-4-mini-instruct/)
    assert.match(err, /^note: "phi" is taken as phi-4-mini-instruct/m)
  })

  it('waits until it serves, a Workspace as a set', async () => {
    const one = await lab('phi-4-mini-instruct --name waited --wait')
    assert.equal(one.code, 0, one.err)
    assert.equal(workspace('waited')?.['status'].state, 'Ready')
    const again = await lab('phi-4-mini-instruct --name waited --wait')
    assert.equal(again.code, 0, again.err)
    assert.match(again.out, /unchanged/)
    const set = await lab('phi-4-mini-instruct --name waited-set --kind inferenceset --wait')
    assert.equal(set.code, 0, set.err)
  })

  it('ends as soon as the cloud refuses the machine, with what to do instead', async () => {
    const fault = world.faults.inject({kind: 'quota', target: 'instance-type/Standard_NV36ads_A10_v5'})
    const {code, err} = await lab('phi-4-mini-instruct --name poor --wait')
    const going = lab('phi-4-mini-instruct --name poor --instance-type Standard_NC24ads_A100_v4')
    world.faults.heal(fault.id)

    assert.equal(code, 1)
    assert.match(
      err,
      /^error: workspace "poor" does not start: creating instance failed: OperationNotAllowed: .* quota/m,
    )
    assert.match(err, /^hint: take 1 × Standard_NC24ads_A100_v4, which holds it for 3\.673 USD\/h; or ask the cloud/m)
    assert.match(err, /^hint: ome delete workspace poor -n lab --yes --wait$/m)
    assert.match(err, /^hint: ome deploy phi-4-mini-instruct .* --instance-type Standard_NC24ads_A100_v4$/m)
    assert.match(
      (await going).err,
      /runs on Standard_NV36ads_A10_v5\nhint: .*\nhint: .*ome delete workspace poor -n lab/,
    )
    world.api.delete(workspaces, 'poor', 'lab')
    // The clock stands: its finalizer waits.
    const words = ['phi-4-mini-instruct', '--name', 'poor', '-n', 'lab', '--dry-run']
    const early = await run(Deploy, words, {kube: world.kube, now: world.now, plugin: 'serving'})
    assert.equal(early.code, 6)
    assert.match(
      early.err,
      /poor" in namespace "lab" is being deleted.*\nhint: .*ome wait workspace poor -n lab --for delete/,
    )
  })

  it('runs a pod template, and tells of problems in it', async () => {
    const file = join(dirname(world.kubeconfig), 'template.yaml')
    await writeFile(file, 'spec:\n  containers:\n    - {name: engine, image: "registry.example/engine:v1"}\n')
    const made = await lab(`--template ${file} --name own --instance-type Standard_NC24ads_A100_v4 --backend kaito`)
    assert.equal(made.code, 0, made.err)
    assert.equal(workspace('own')?.['inference'].template.spec.containers[0].name, 'engine')
    assert.equal((await lab(`phi-4 --template ${file} --name two --backend kaito`)).code, 2)
    assert.equal((await lab('--template nowhere.yaml --name two --backend kaito')).code, 2)
  })
})
