import type {Vocabulary} from '../src/language/domain/intent.ts'

/** What the scenario `tour-ome` has. */
export const tourVocabulary: Vocabulary = {
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
  namespaces: ['default', 'ml-prod', 'ml-team', 'ml-team-1', 'ome'],
  contexts: ['production', 'staging'],
}
