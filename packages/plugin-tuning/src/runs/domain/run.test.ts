import assert from 'node:assert/strict'
import {jobWord, type RunContainer, type RunPod, stageOf, type TuningRun} from './run.ts'

const workspace = {} as TuningRun['workspace']
const container = (name: string, state: RunContainer['state']): RunContainer => ({name, state})
const pod = (containers: readonly RunContainer[], rest: Partial<RunPod> = {}): RunPod => ({
  name: 'my-tuning-x',
  trainer: 'my-tuning',
  isPlaced: true,
  phase: 'Running',
  containers,
  ...rest,
})
const run = (rest: Partial<TuningRun>): TuningRun => ({workspace, input: '', output: '', ...rest})
const job = (rest: object) => ({active: 1, succeeded: 0, failed: 0, ...rest})

const all = (
  weights: RunContainer['state'],
  data: RunContainer['state'],
  train: RunContainer['state'],
  push: RunContainer['state'],
) =>
  pod([
    container('model-weights-downloader', weights),
    container('data-downloader', data),
    container('my-tuning', train),
    container('pusher', push),
    container('pause', 'running'),
  ])

describe('the stage of a run', () => {
  for (const [what, given, stage] of [
    ['nothing is there', {}, 'node'],
    ['its pod has no node', {pod: pod([], {isPlaced: false, phase: 'Pending'})}, 'node'],
    ['weights are fetched', {pod: all('running', 'waiting', 'waiting', 'waiting')}, 'weights'],
    ['data are fetched', {pod: all('done', 'running', 'waiting', 'waiting')}, 'data'],
    ['data are an image', {pod: pod([container('puller', 'running'), container('my-tuning', 'waiting')])}, 'data'],
    ['it trains', {pod: all('done', 'done', 'running', 'running')}, 'train'],
    ['the adapter is pushed', {pod: all('done', 'done', 'done', 'running')}, 'push'],
    ['a download failed', {pod: all('done', 'failed', 'waiting', 'waiting')}, 'failed'],
    ['the pod failed', {pod: pod([], {phase: 'Failed'})}, 'failed'],
    ['the job is complete', {job: job({end: 'complete'})}, 'done'],
    ['the job gave up', {job: job({end: 'failed'}), pod: all('done', 'done', 'running', 'running')}, 'failed'],
  ] as const)
    it(`is ${stage} when ${what}`, () => assert.equal(stageOf(run(given)), stage))
})

describe('the word for a Job', () => {
  for (const [given, word] of [
    [undefined, 'none'],
    [job({}), 'running'],
    [job({failed: 1}), 'retrying'],
    [job({active: 0}), 'waiting'],
    [job({active: 0, failed: 2}), 'retrying'],
    [job({active: 0, succeeded: 1, end: 'complete'}), 'complete'],
  ] as const)
    it(`is ${word}`, () => assert.equal(jobWord(given), word))
})
