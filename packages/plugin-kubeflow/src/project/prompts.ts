import {parsePairs} from '@ome/inference-model/deploy/pairs'
import type {Answers} from '@ome/sdk/answers'
import type {ProjectWish} from './domain/project.ts'

/** The wish after all questions; what was said on the line is what a blank answer means. */
export async function askWish(answers: Answers, wish: ProjectWish): Promise<ProjectWish> {
  const owner = await answers.text('Owner', wish.owner)
  const usual = Object.entries(wish.quota).map(([key, value]) => `${key}=${value}`)
  const quota = await answers.text('Quota, such as requests.nvidia.com/gpu=4, blank for none', usual.join(' '))
  return {...wish, owner, quota: parsePairs('quota', quota.split(/[\s,]+/).filter(Boolean))}
}
