import assert from 'node:assert/strict'
import type {Course, Line, Place} from '../source-lines.ts'
import {settings} from './settings.ts'

const model = (name: string) => async (place: Place) => {
  const {spec} = await place.object(`clusterbasemodel/${name}`)
  return spec
}

const found: readonly Line[] = [
  {
    section: '2',
    line: 'ome search hf "llama 70b"',
    out: [
      /^ID +SIZE +ARCHITECTURE +DOWNLOADS +LICENSE +GATED +FITS +IMPORTED$/m,
      /^meta-llama\/Llama-3\.3-70B-Instruct +70/m,
    ],
    effect: (_, {out}) => {
      for (const row of out.trim().split('\n').slice(1)) assert.match(row, /llama.*70b/i)
    },
  },
  {
    section: '2',
    line: 'ome search hf --vendor meta --min-downloads 1000',
    out: [/^meta-llama\//m],
    effect: (_, {out}) => {
      for (const row of out.trim().split('\n').slice(1)) assert.match(row, /^meta-llama\/.* \d{4,} /)
    },
  },
  {
    section: '2',
    line: 'ome import hf meta-llama/Llama-3.3-70B-Instruct',
    out: ['clusterbasemodel/llama-3-3-70b-instruct created'],
    err: [/LlamaForCausalLM, 70\.55B parameters/, /runtimes: vllm-llama-3-3-70b/],
    effect: async (place) => {
      const {storage, modelArchitecture} = await model('llama-3-3-70b-instruct')(place)
      assert.match(storage.storageUri, /^hf:\/\/meta-llama\/Llama-3\.3-70B-Instruct/)
      assert.equal(modelArchitecture, 'LlamaForCausalLM')
    },
  },
  {
    section: '2',
    line: 'ome import hf --file models.txt',
    out: ['clusterbasemodel/qwen2-5-7b-instruct created', 'clusterbasemodel/phi-4 created'],
    effect: async (place) => assert.match((await model('qwen3-8b')(place)).storage.storageUri, /Qwen\/Qwen3-8B/),
  },
  {
    section: '2',
    line: 'ome import hf --vendor meta --pattern "Llama-3*"',
    out: ['clusterbasemodel/llama-3-1-8b-instruct created', 'clusterbasemodel/llama-3-3-70b-instruct unchanged'],
    effect: async (place) => void (await model('llama-3-2-3b-instruct')(place)),
  },
  {
    section: '2',
    line: 'ome import oci oci://registry/model:tag',
    code: 2,
    err: ['is no address of object storage', 'ome import local'],
    refused: 'OME unpacks no images: oci:// is Oracle object storage',
  },
  {
    section: '2',
    line: 'ome import s3 s3://bucket/models/llama-70b',
    code: 1,
    err: ['no version of OME downloads s3://', '--force'],
    refused: 'no version of OME downloads it',
  },
  {
    section: '2',
    line: 'ome import local /raid/models/custom-model',
    out: ['clusterbasemodel/custom-model created'],
    effect: async (place) => {
      const {storage} = await model('custom-model')(place)
      assert.equal(storage.storageUri, 'local:///raid/models/custom-model')
    },
  },
]

const gpus = (runtime: {containers?: unknown}): unknown =>
  JSON.stringify(runtime).match(/"nvidia\.com\/gpu":"?(\d+)/)?.[1]

const runtimes: readonly Line[] = [
  {
    section: '3',
    line: 'ome runtime suggest llama-3-3-70b',
    out: [
      /^1 +vllm-llama-3-3-70b +vllm +4 +160Gi +yes +yes .*recommended/m,
      /^2 +srt-llama-3-3-70b /m,
      'confirmed by server',
    ],
  },
  {
    section: '3',
    line: 'ome create runtime --from-template vllm --model-arch LlamaForCausalLM --model-size 70B --gpus 4 --name my-llama-runtime',
    out: ['clusterservingruntime/my-llama-runtime created'],
    effect: async (place) => {
      const {spec} = await place.object('clusterservingruntime/my-llama-runtime')
      assert.equal(gpus(spec), '4')
      assert.match(
        JSON.stringify(spec.supportedModelFormats),
        /LlamaForCausalLM.*"autoSelect":false|"autoSelect":false.*LlamaForCausalLM/,
      )
    },
  },
  {
    section: '3',
    line: 'ome create runtime --from vllm-llama-3-3-70b --name custom-llama --set gpus=8 --set tensorParallelism=8',
    out: ['clusterservingruntime/custom-llama created'],
    effect: async (place) => {
      const {spec} = await place.object('clusterservingruntime/custom-llama')
      assert.equal(gpus(spec), '8')
      assert.match(JSON.stringify(spec), /tensor-parallel-size[ =",]+8/)
    },
  },
  {
    section: '7',
    line: 'ome test runtime vllm-llama-3-3-70b',
    out: [/^CHECK +RESULT +DETAIL$/m, /^image +ok /m],
  },
]

export const models: Course = {
  name: 'models, runtimes and the configuration file',
  lines: [...found, ...runtimes, ...settings],
}
