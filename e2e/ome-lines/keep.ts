import assert from 'node:assert/strict'
import {statSync} from 'node:fs'
import {join} from 'node:path'
import type {Course, Line, Place} from '../source-lines.ts'

const isvc = (name: string): string => `inferenceservice.v1beta1.ome.io/${name}`
const hasArchive =
  (path: string): NonNullable<Line['effect']> =>
  (place) =>
    assert.ok(statSync(join(place.folder, path)).size > 200)
const replicas = async (place: Place, name: string) => (await place.object(isvc(name))).spec.engine.minReplicas
const git = async (place: Place, line: string): Promise<string> => {
  const {code, out, err} = await place.shell(`git ${line}`)
  assert.equal(code, 0, err)
  return out
}

const configuration: readonly Line[] = [
  {
    section: '10',
    line: 'ome get service prod-llama -o yaml > prod-llama.yaml',
    effect: (place) => assert.match(place.read('prod-llama.yaml'), /kind: InferenceService/),
  },
  {
    section: '10',
    line: 'ome get service prod-llama -o json',
    out: [/"kind": "Service"/, /"model": "llama-3-3-70b"/, /"readyReplicas": 3/],
  },
  {
    section: '10',
    line: 'ome get service prod-llama --export > prod-llama-export.yaml',
    effect: (place) => assert.doesNotMatch(place.read('prod-llama-export.yaml'), /status:|uid:|managedFields:/),
  },
  {section: '10', line: 'ome apply -f prod-llama.yaml', out: ['inferenceservice/prod-llama unchanged']},
  {
    section: '10',
    line: 'ome apply -f ./configs/',
    out: ['clusterbasemodel/configs-demo created', 'inferenceservice/configs-demo created'],
    effect: async (place) => {
      await place.object('clusterservingruntime/configs-demo')
      await place.kubectl('wait', '--for=create', 'deployment/configs-demo-engine', '--timeout=20s')
      await place.isRolledOut('configs-demo-engine')
    },
  },
  {
    section: '10',
    line: 'ome apply -k ./kustomize/overlays/production',
    out: ['inferenceservice/kustom-demo created'],
    effect: async (place) => {
      const {metadata, spec} = await place.object(isvc('kustom-demo'))
      assert.deepEqual([metadata.labels.env, spec.engine.maxReplicas], ['production', 2])
    },
  },
  {
    section: '10',
    line: 'ome diff -f prod-llama-updated.yaml',
    code: 1,
    out: [/^-.*maxReplicas: 3$/m, /^\+.*maxReplicas: 6$/m],
    effect: async (place) => assert.equal(await replicas(place, 'prod-llama'), 3),
  },
  {section: '10', line: 'ome validate -f prod-llama.yaml', err: ['nothing to complain about']},
  {section: '10', line: 'ome validate -f prod-llama.yaml --warnings'},
]

const archives: readonly Line[] = [
  {
    section: '11',
    line: 'ome backup --output ome-backup-2024-01-15.tar.gz',
    out: [/ome-backup-2024-01-15\.tar\.gz written \(\d+ objects\)/],
    effect: hasArchive('ome-backup-2024-01-15.tar.gz'),
  },
  {section: '11', line: 'ome backup models --output models-backup.tar.gz', effect: hasArchive('models-backup.tar.gz')},
  {
    section: '11',
    line: 'ome backup service prod-llama --output prod-llama-backup.yaml',
    effect: (place) => assert.match(place.read('prod-llama-backup.yaml'), /name: prod-llama/),
  },
  {
    section: '11',
    line: 'ome restore --from ome-backup-2024-01-15.tar.gz',
    first: async (place) => {
      await place.kubectl('delete', isvc('kustom-demo'))
    },
    out: ['inferenceservice/kustom-demo created'],
    effect: async (place) => void (await place.object(isvc('kustom-demo'))),
  },
  {
    section: '11',
    line: 'ome restore --from models-backup.tar.gz --dry-run',
    first: async (place) => {
      await place.kubectl('delete', 'clusterbasemodel/new-unused')
    },
    out: [/clusterbasemodel\/new-unused created \(server dry run\)/],
    effect: (place) => place.isGone('clusterbasemodel/new-unused'),
  },
]

const gitops: readonly Line[] = [
  {
    section: '12',
    line: 'ome gitops init --repo git@github.com:org/ome-config.git',
    effect: async (place) => {
      assert.match(await git(place, 'ls-remote git@github.com:org/ome-config.git'), /refs\/heads\/main/)
      await place.object('configmap/ome-gitops')
    },
  },
  {
    section: '12',
    line: 'ome gitops sync',
    out: ['inferenceservice/prod-llama unchanged'],
    err: [/^commit [0-9a-f]{12}$/m],
  },
  {
    section: '12',
    line: 'ome gitops diff',
    first: async (place) => {
      const spec = {engine: {minReplicas: 5, maxReplicas: 5}}
      await place.kubectl('patch', isvc('prod-llama'), '--type=merge', `-p=${JSON.stringify({spec})}`)
    },
    code: 3,
    out: [/service\/prod-llama: .*3 → 5/],
  },
  {
    section: '12',
    line: 'ome gitops reconcile',
    out: ['inferenceservice/prod-llama configured'],
    effect: async (place) => assert.equal(await replicas(place, 'prod-llama'), 3),
  },
]

const templates: readonly Line[] = [
  {
    section: '13',
    line: 'ome template list',
    out: [/^NAME +SOURCE +KIND +PARAMETERS +SUMMARY$/m, /^production-llm +built-in /m],
  },
  {section: '13', line: 'ome template show vllm-llama', out: [/^model +required /m, /^kind: InferenceService$/m]},
  {
    section: '13',
    line: 'ome create service --template production-llm --param model=llama-3-3-70b --param replicas=3',
    out: ['inferenceservice/llama-3-3-70b created'],
    effect: async (place) => assert.equal(await replicas(place, 'llama-3-3-70b'), 3),
  },
  {
    section: '13',
    line: 'ome template create my-custom-template --from service/prod-llama',
    out: ['configmap/ome-template-my-custom-template created'],
    effect: async (place) => {
      const {metadata} = await place.object('configmap/ome-template-my-custom-template')
      assert.equal(metadata.labels['ome.cli/kind'], 'template')
    },
  },
]

const batches: readonly Line[] = [
  {
    section: '14',
    line: 'ome delete services --label env=staging',
    out: ['inferenceservice/chat-staging deleted', 'inferenceservice/web-staging deleted'],
    effect: (place) => place.isGone(isvc('web-staging')),
  },
  {
    section: '14',
    line: 'ome update services --label team=ml-research --set replicas=0',
    out: ['inferenceservice/research-a stopped', 'inferenceservice/research-b stopped'],
    effect: async (place) => {
      const {spec} = await place.object('deployment/research-b-engine')
      assert.equal(spec.replicas, 0)
    },
  },
  {
    section: '14',
    line: 'ome restart services --all --namespace ml-prod',
    out: ['inferenceservice/chat restarted', 'inferenceservice/embed restarted'],
    effect: async (place) => {
      const {spec} = await place.object(isvc('embed'), '--namespace=ml-prod')
      assert.ok(spec.engine.annotations['kubectl.kubernetes.io/restartedAt'])
    },
  },
  {
    section: '14',
    line: 'ome deploy --batch models.yaml',
    out: ['inferenceservice/batch-a created', 'inferenceservice/batch-b created'],
    effect: async (place) => assert.equal((await place.object(isvc('batch-b'))).spec.runtime.name, 'srt-mistral'),
  },
]

export const keep: Course = {
  name: 'configuration, archives, git and many at once',
  lines: [...configuration, ...archives, ...gitops, ...templates, ...batches],
}
