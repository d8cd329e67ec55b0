import assert from 'node:assert/strict'
import type {Course, Line} from '../source-lines.ts'

const examples: readonly Line[] = [
  {
    section: 'Output',
    line: 'ome get services',
    out: [
      /^NAME +MODEL +RUNTIME +REPLICAS +STATUS +AGE$/m,
      /^prod-llama +llama-3-3-70b +vllm-llama\S* +3\/3 +Ready +7d$/m,
    ],
  },
  {
    section: 'Output',
    line: 'ome get services -o wide',
    out: [
      /^NAME +MODEL +RUNTIME +REPLICAS +STATUS +URL +GPUS +MEMORY +AGE$/m,
      /^prod-llama .* Ready +http:\/\/prod-llama\.default\.svc\S+ +12 +480 GiB +7d$/m,
    ],
  },
  {
    section: 'Output',
    line: 'ome get service prod-llama -o json',
    effect: (_, {out}) => {
      const {name, model, runtime, replicas, status, url} = JSON.parse(out)
      assert.deepEqual([name, model, replicas, status], ['prod-llama', 'llama-3-3-70b', 3, 'Ready'])
      assert.equal(runtime, 'vllm-llama-3-3-70b')
      assert.match(url, /^http:\/\/prod-llama\.default\.svc\.cluster\.local/)
    },
  },
]

const clusters: readonly Line[] = [
  {
    section: '1',
    line: 'ome cluster connect --kubeconfig ~/.kube/config',
    out: [/^production +https:\/\/127\.0\.0\.1:\d+ +v1\./m, /^staging +https:/m],
    effect: (place) => {
      const file = place.read('home/.ome/config.yaml')
      assert.match(file, /name: production/)
      assert.doesNotMatch(file, /certificate|token|key-data/)
    },
  },
  {section: '1', line: 'ome cluster list', out: [/^\* +production /m, /^ +staging /m]},
  {
    section: '1',
    line: 'ome cluster use production',
    out: ['context/production selected'],
    effect: (place) => assert.match(place.read('home/.ome/config.yaml'), /current-context: production/),
  },
  {
    section: '1',
    line: 'ome get models',
    out: [/^llama-3-3-70b +cluster +meta +70\.6B +LlamaForCausalLM +Ready +\d+\/\d+ +7d$/m, /^old-falcon-7b .* 90d$/m],
  },
  {section: '1', line: 'ome get runtimes', out: [/^vllm-llama-3-3-70b +cluster +vllm +LlamaForCausalLM /m]},
  {section: '1', line: 'ome get services', out: [/^broken-llama .* Failed /m, /^mistral-dev .* 1\/1 +Ready /m]},
  {section: '1', line: 'ome get accelerators', out: [/^nvidia-h100 +nvidia +hopper +80 GiB +\d+ +\d+ +\d+ +100d$/m]},
  {
    section: '1',
    line: 'ome get services --all-namespaces',
    out: [/^NAMESPACE +NAME /m, /^ml-team +experiment .* Failed /m, /^ml-prod +embed .* Ready /m],
  },
  {
    section: '1',
    line: 'ome get models -n ml-team-1',
    out: [/^team-model +namespace +qwen /m, /^mistral-7b +cluster /m],
    effect: (_, {out}) => assert.doesNotMatch(out, /custom-model/),
  },
]

const watch: readonly Line[] = [
  {
    section: 'Watch',
    line: 'ome get services --watch',
    until: /^mistral-dev .* 1\/1 +Ready/m,
    meanwhile: {
      act: async (place) => {
        const spec = {engine: {minReplicas: 2, maxReplicas: 2}}
        await place.kubectl('patch', 'isvc.v1beta1.ome.io/mistral-dev', '--type=merge', `-p=${JSON.stringify({spec})}`)
      },
      shows: /^mistral-dev .* 2\/2 +Ready/m,
    },
  },
  {
    section: 'Watch',
    line: 'ome status service prod-llama --watch',
    until: /^service\/prod-llama Ready 3\/3$/m,
    meanwhile: {
      act: async (place) => {
        const [pod = ''] = (
          await place.kubectl('get', 'pods', '-l=ome.io/inferenceservice=prod-llama', '-o=name')
        ).split('\n')
        await place.kubectl('delete', pod, '--wait=false')
      },
      shows: /^service\/prod-llama Progressing 2\/3/m,
    },
  },
  {
    section: 'Watch',
    line: 'ome top services  # Like kubectl top',
    first: (place) => place.isRolledOut('prod-llama-engine'),
    out: [/^NAME +REPLICAS +CPU +MEMORY +GPUS +GPU-UTIL +KV-CACHE +RUNNING +WAITING$/m, /^prod-llama +3\/3 +\d/m],
  },
  {
    section: 'Watch',
    line: 'ome top nodes --show-gpu',
    out: [/^NAME +CPU.* +GPUS +USED +FREE +GPU-UTIL +PRODUCT$/m, /^gpu-h100-1 .* NVIDIA-H100-80GB-HBM3$/m],
  },
]

const admin: readonly Line[] = [
  {
    section: '15',
    line: 'ome cluster health',
    out: [/^CHECK +RESULT +DETAIL$/m, /^controller +ok /m, /^webhooks +ok /m, /^services +warn .*broken-llama/m],
  },
  {
    section: '15',
    line: 'ome cluster capacity',
    out: [/^PRODUCT +NODES +GPUS +REQUESTED +FREE +LARGEST-BLOCK$/m, /^NVIDIA-L40S +1 +4 /m],
  },
  {
    section: '15',
    line: 'ome cluster resources',
    out: [/^clusterbasemodels\.ome\.io +\d/m, /^inferenceservices\.ome\.io +10$/m],
  },
  {section: '15', line: 'ome accelerators list', out: [/^nvidia-a100 +nvidia +ampere +80 GiB +2 +16 /m]},
  {
    section: '15',
    line: 'ome accelerators available',
    out: [/^NAME +NODE +FREE +TOTAL$/m, /^nvidia-h100 +gpu-h100-\d +\d +8$/m],
  },
  {
    section: '15',
    line: 'ome accelerators usage',
    out: [/^NAME +NODE +USED +TOTAL +PODS +SERVICES/m, /^nvidia-h100 .*default\/prod-llama/m],
  },
  {
    section: '15',
    line: 'ome cleanup unused-models --older-than 30d',
    out: ['clusterbasemodel/old-falcon-7b deleted'],
    effect: async (place) => {
      await place.isGone('clusterbasemodel/old-falcon-7b')
      await place.object('clusterbasemodel/new-unused')
    },
  },
  {
    section: '15',
    line: 'ome cleanup failed-services',
    out: ['inferenceservice/broken-llama deleted'],
    effect: async (place) => {
      await place.isGone('inferenceservice.v1beta1.ome.io/broken-llama')
      await place.object('inferenceservice.v1beta1.ome.io/experiment', '--namespace=ml-team')
    },
  },
]

const said = async (place: Parameters<NonNullable<Line['first']>>[0], line: string): Promise<string> => {
  const {code, out, err} = await place.shell(line)
  assert.equal(code, 0, err)
  return out
}

const shell: readonly Line[] = [
  {
    section: 'Plugins',
    line: 'ome plugin install ome-cost-optimizer',
    out: [/plugin\/ome-cost-optimizer \S+ installed/],
    effect: async (place) => assert.match(await said(place, 'ome plugin list'), /^ome-cost-optimizer /m),
  },
  {
    section: 'Plugins',
    line: 'ome plugin install ome-security-scanner',
    out: [/plugin\/ome-security-scanner \S+ installed/],
  },
  {
    section: 'Plugins',
    line: 'ome cost-optimizer analyze',
    out: [/^SERVICE +GPUS +NEEDED +SAVING +SOURCE$/m, /^broken-llama-engine /m],
  },
  {
    section: 'Plugins',
    line: 'ome security-scanner audit',
    code: 3,
    out: [/^OBJECT +RULE +SEVERITY +DETAIL$/m, /^deployment\/prod-llama-engine +host-mount +high /m],
  },
  {
    section: 'Completion',
    line: 'ome completion bash > /etc/bash_completion.d/ome',
    instead: async () => ({line: 'ome completion bash > ome.bash', why: '/etc belongs to root'}),
    effect: async (place) => {
      const asks =
        'source ./ome.bash; COMP_WORDS=(ome get servic) COMP_CWORD=2 COMP_LINE="ome get servic" COMP_POINT=14'
      const offered = await said(
        place,
        `${asks}; eval "$(complete -p ome | sed 's/.*-F \\([^ ]*\\).*/\\1/')" ome servic get; echo "\${COMPREPLY[@]}"`,
      )
      assert.match(offered, /services/)
    },
  },
  {
    section: 'Completion',
    line: 'ome completion zsh > ~/.zsh/completions/_ome',
    effect: (place) => assert.match(place.read('home/.zsh/completions/_ome'), /^#compdef ome/),
  },
  {
    section: 'Aliases',
    line: "ome alias deploy='ome deploy --autoscale --monitoring'",
    effect: async (place) => {
      const out = await said(place, 'ome deploy mistral-7b --name aliased --dry-run -o yaml')
      assert.match(out, /maxReplicas: 3/)
      assert.match(out, /enable-prometheus-scraping: "true"/)
    },
  },
  {
    section: 'Aliases',
    line: "ome alias ls='ome get services -o wide'",
    effect: async (place) => assert.match(await said(place, 'ome ls'), /^NAME .* URL +GPUS +MEMORY/m),
  },
  {
    section: 'Console',
    line: 'ome import web-config https://console.ome.io/export/service/prod-llama',
    out: ['inferenceservice/prod-llama unchanged'],
  },
  {
    section: 'Interactive',
    line: 'ome interactive',
    typed: ['deploy llama-3-3-70b', 'scale prod-llama to 5', 'show metrics for prod-llama', 'exit'],
    out: [
      /^inferenceservice\/llama-3-3-70b created$/m,
      /^inferenceservice\/prod-llama scaled /m,
      /^requests-per-second /m,
    ],
    err: ['ome scale service prod-llama --replicas 5\n', 'ome metrics service prod-llama\n'],
    effect: async (place) => {
      await place.object('inferenceservices.ome.io/llama-3-3-70b')
      assert.equal((await place.object('inferenceservices.ome.io/prod-llama')).spec.engine.minReplicas, 5)
      // The lines behind it count what the scenario has.
      await place.kubectl('delete', 'inferenceservices.ome.io/llama-3-3-70b')
      await place.isGone('inferenceservices.ome.io/llama-3-3-70b')
    },
  },
  {
    section: 'AI',
    line: 'ome ai "deploy llama 70b model with best performance"',
    out: [
      '1. ome deploy llama-3-3-70b --accelerator nvidia-h100 --autoscale --monitoring\n',
      /^ +runtime vllm-llama-3-3-70b /m,
      /^ +1 to 3 replicas × 4 GPUs; /m,
      /^ +price for 1 replica: \$27\.52\/h /m,
      /^inferenceservice\/llama-3-3-70b created$/m,
    ],
    err: [/^next: ome url service llama-3-3-70b$/m, /^next: ome benchmark service llama-3-3-70b /m],
    effect: async (place) => {
      const {spec, metadata} = await place.object('inferenceservices.ome.io/llama-3-3-70b')
      assert.deepEqual([spec.model.name, spec.runtime.name], ['llama-3-3-70b', 'vllm-llama-3-3-70b'])
      assert.deepEqual([spec.engine.minReplicas, spec.engine.maxReplicas], [1, 3])
      assert.equal(metadata.annotations['ome.io/enable-prometheus-scraping'], 'true')
      // The lines behind it count what the scenario has.
      await place.kubectl('delete', 'inferenceservices.ome.io/llama-3-3-70b')
      await place.isGone('inferenceservices.ome.io/llama-3-3-70b')
    },
  },
]

/** Nothing here depends on what the other courses change. */
export const look: Course = {
  name: 'looking on, and the program itself',
  lines: [...examples, ...clusters, ...watch, ...shell, ...admin],
}
