import {nearestFew} from '@ome/sdk/nearest'
import {fillers} from './words.ts'

/** One sentence for each thing that can be said, for those who said something else. */
export const examples: readonly string[] = [
  'deploy llama 70b with best performance',
  'deploy mistral 7b as cheap as possible',
  'scale prod-llama to 5',
  'stop mistral-dev',
  'restart prod-llama',
  'why is prod-llama slow',
  'why is broken-llama not ready',
  'show the errors of prod-llama in the last hour',
  'show metrics for prod-llama',
  'what does prod-llama cost',
  'set a budget of $3000 for prod-llama',
  'benchmark prod-llama with 100 requests',
  'load test prod-llama at 10 rps for 1 minute',
  'compare llama-3-3-70b and llama-3-3-70b-fp8',
  'import meta-llama/Llama-3.3-70B-Instruct',
  'list models',
  'how many gpus are free',
  'roll back prod-llama',
  'autoscale prod-llama between 1 and 5',
  'delete service mistral-dev',
]

/** The examples with the most words in common, else the first. */
export function nearestExamples(words: readonly string[], count = 3): readonly string[] {
  const said = words.filter((word) => word.length > 2 && !fillers.has(word))
  const score = (example: string): number => {
    const parts = example.toLowerCase().split(' ')
    return said.filter((word) => parts.includes(word) || nearestFew(word, parts, 1).length > 0).length
  }
  return examples
    .map((example, at) => ({example, at, score: score(example)}))
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, count)
    .map(({example}) => example)
}
