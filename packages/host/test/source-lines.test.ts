import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {personalityOf} from '../src/personality/choose.ts'
import {speak} from '../src/personality/spoken.ts'
import {expandAlias, splitWords} from '../src/routes/expand-alias.ts'
import {findRoute} from '../src/routes/find-route.ts'
import {decodeIndex, type RouteIndex} from '../src/routes/route-index.ts'
import {built, Machine} from './launcher.ts'

/** The lines of OME's proposal of a command line, one per command and way to write it, with the command they mean. */
const lines: readonly (readonly [line: string, id: string])[] = [
  ['cluster connect --kubeconfig ~/.kube/config', 'cluster:connect'],
  ['cluster list', 'cluster:list'],
  ['cluster use production', 'cluster:use'],
  ['get models', 'get'],
  ['get services --all-namespaces', 'get'],
  ['get models -n ml-team-1', 'get'],
  ['get service prod-llama --export', 'get'],
  ['search hf "llama 70b"', 'search:hf'],
  ['search hf --vendor meta --min-downloads 1000', 'search:hf'],
  ['import hf meta-llama/Llama-3.3-70B-Instruct', 'import:hf'],
  ['import hf --vendor meta --pattern "Llama-3*"', 'import:hf'],
  ['import oci oci://registry/model:tag', 'import:oci'],
  ['import s3 s3://bucket/models/llama-70b', 'import:s3'],
  ['import local /raid/models/custom-model', 'import:local'],
  ['import web-config https://console.ome.io/export/service/prod-llama', 'import:web-config'],
  ['runtime suggest llama-3-3-70b', 'runtime:suggest'],
  ['create runtime --from vllm-llama-3-3-70b --name custom-llama --set gpus=8', 'create:runtime'],
  ['create service --template production-llm --param model=llama-3-3-70b', 'create:service'],
  ['deploy llama-3-3-70b --name prod-llama', 'deploy'],
  ['deploy llama-3-3-70b --name prod-llama --canary --traffic-split "prev:90,canary:10"', 'deploy'],
  ['deploy --batch models.yaml', 'deploy'],
  ['update service prod-llama --model llama-3-3-70b-fp8 --rollout progressive', 'update'],
  ['scale service prod-llama --replicas 5', 'scale'],
  ['autoscale service prod-llama --metric requests-per-second --target 100', 'autoscale'],
  ['optimize service prod-llama', 'optimize'],
  ['status service prod-llama --watch', 'status'],
  ['metrics service prod-llama --metric gpu-utilization', 'metrics'],
  ['logs service prod-llama --level error --since 1h', 'logs'],
  ['analyze service prod-llama', 'analyze'],
  ['test runtime vllm-llama-3-3-70b', 'test:runtime'],
  ['benchmark service prod-llama --prompt "Tell me a story about"', 'benchmark'],
  ['load-test service prod-llama --duration 5m --rps 100', 'load-test'],
  ['health --all-services', 'health'],
  ['cost service prod-llama', 'cost'],
  ['cost budget set prod-llama --limit 3000 --alert-at 80%', 'cost:budget:set'],
  ['debug service prod-llama', 'debug'],
  ['exec service prod-llama --replica 2', 'exec'],
  ['port-forward service prod-llama 8080:8080', 'port-forward'],
  ['events service prod-llama --follow', 'events'],
  ['apply -k ./kustomize/overlays/production', 'apply'],
  ['diff -f prod-llama-updated.yaml', 'diff'],
  ['validate -f prod-llama.yaml --warnings', 'validate'],
  ['backup models --output models-backup.tar.gz', 'backup'],
  ['restore --from models-backup.tar.gz --dry-run', 'restore'],
  ['gitops init --repo git@github.com:org/ome-config.git', 'gitops:init'],
  ['template create my-custom-template --from service/prod-llama', 'template:create'],
  ['delete services --label env=staging', 'delete'],
  ['restart services --all --namespace ml-prod', 'restart'],
  ['cluster health', 'cluster:health'],
  ['accelerators usage', 'accelerators:usage'],
  ['cleanup unused-models --older-than 30d', 'cleanup:unused-models'],
  ['interactive', 'interactive'],
  ['top nodes --show-gpu', 'top:nodes'],
  ['plugin install ome-cost-optimizer', 'plugin:install'],
  ['cost-optimizer analyze', 'cost-optimizer:analyze'],
  ['completion bash', 'completion'],
  ["alias deploy='ome deploy --autoscale --monitoring'", 'alias'],
  ['console service prod-llama', 'console'],
  ['url service prod-llama', 'url'],
  ['ai "deploy llama 70b model with best performance"', 'ai'],
]

describe('command lines of the source documents', function () {
  this.timeout(60_000)
  let index: RouteIndex | undefined

  before(built)
  before(async () => {
    using machine = new Machine()
    await machine.run('version --client')
    index = decodeIndex(readFileSync(join(machine.data, 'cache/routes.json')))
  })

  for (const [line, id] of lines)
    it(`kubectl ome ${line}`, () => {
      assert.ok(index)
      const called = {name: 'kubectl-ome', bin: 'kubectl ome', words: splitWords(line)}
      const spoken = speak(index, personalityOf(index, called), called.bin)

      const route = findRoute(spoken.view, expandAlias(spoken.view, called.words))

      // What no plugin has is no command, or a noun that the verb does not know yet; nothing else may stand in for it.
      if (!index.commands[id]) return assert.ok(route.type !== 'command' || id.startsWith(`${route.id}:`))
      assert.ok(route.type === 'command')
      const {id: meant, argv} = spoken.resolve(route.id, route.argv)
      assert.deepEqual([meant, argv], [id, called.words.slice(id.split(':').length)])
    })
})
