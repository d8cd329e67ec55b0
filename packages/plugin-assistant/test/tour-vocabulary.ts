import type {Definition} from '../src/calls/domain/definition.ts'
import type {Vocabulary} from '../src/language/domain/intent.ts'

/** What the scenario `tour-ome` has, with something of the other stacks, for those who have these commands. */
export const tourVocabulary = (commands: readonly Definition[]): Vocabulary => ({
  commands,
  now: new Date(2026, 10, 22, 15, 30),
  namespace: 'default',
  context: 'production',
  services: [
    ...[
      ['broken-llama', 1],
      ['chat-staging', 1],
      ['mistral-dev', 1],
      ['prod-llama', 3],
      ['research-a', 1],
      ['research-b', 1],
      ['web-staging', 1],
    ].map(([name, replicas]) => ({name: String(name), namespace: 'default', replicas: Number(replicas)})),
    {name: 'chat', namespace: 'ml-prod', replicas: 1},
    {name: 'embed', namespace: 'ml-prod', replicas: 1},
    {name: 'experiment', namespace: 'ml-team', replicas: 1},
  ],
  models: [
    'custom-model',
    'llama-3-3-70b',
    'llama-3-3-70b-fp8',
    'mistral-7b',
    'new-unused',
    'old-falcon-7b',
    'team-model',
  ],
  runtimes: ['srt-llama-3-3-70b', 'srt-mistral', 'vllm-llama-3-3-70b'],
  accelerators: [
    {name: 'nvidia-a100', gpus: 16, usdPerHour: 3.43, bandwidth: 2039},
    {name: 'nvidia-h100', gpus: 48, usdPerHour: 6.88, bandwidth: 3350},
    {name: 'nvidia-l40s', gpus: 4, usdPerHour: 2.62, bandwidth: 864},
  ],
  namespaces: ['default', 'kaito', 'kube-system', 'ml-prod', 'ml-team', 'ml-team-1', 'ome', 'team-a'],
  isPlaceKnown: true,
  contexts: ['production', 'staging'],
  objects: [
    {noun: 'workspace', name: 'ws-phi', namespace: 'kaito'},
    {noun: 'podcliqueset', name: 'decode-set', namespace: 'default'},
    {noun: 'notebook', name: 'nb-alice', namespace: 'team-a'},
    {noun: 'trainjob', name: 'twin', namespace: 'team-a'},
    {noun: 'notebook', name: 'twin', namespace: 'team-a'},
  ],
})
