import assert from 'node:assert/strict'
import {inputField, outputField, parseInput, parseOutput} from './source.ts'

describe('the data of a run', () => {
  for (const [typed, field] of [
    [
      ['https://data.example.com/a.parquet', 'http://data.example.com/b.csv'],
      {urls: ['https://data.example.com/a.parquet', 'http://data.example.com/b.csv']},
    ],
    [['https://data.example.com/a b.csv'], {urls: ['https://data.example.com/a%20b.csv']}],
    [['pvc://training-data'], {volumeSource: {persistentVolumeClaim: {claimName: 'training-data'}}}],
    [['image:ghcr.io/team/data:v1'], {image: 'ghcr.io/team/data:v1'}],
    [['gs://my-data/sets/train 1.parquet'], {urls: ['https://storage.googleapis.com/my-data/sets/train%201.parquet']}],
  ] as const)
    it(`may be ${typed.join(' and ')}`, () => assert.deepEqual(inputField(parseInput(typed)), field))

  for (const [typed, message] of [
    [[], /--input is missing/],
    [['gs://my-dataset'], /"gs:\/\/my-dataset" is a bucket, and KAITO downloads files by their URL/],
    [['gs://my-dataset/'], /is a bucket/],
    [['s3://bucket/train.parquet'], /KAITO reads no s3:\/\/ addresses/],
    [['abfss://c@a.dfs.core.windows.net/x'], /KAITO reads no abfss:\/\/ addresses/],
    [['train.parquet'], /"train\.parquet" is a file of this machine, which KAITO cannot read/],
    [['~/train'], /is a file of this machine/],
    [['training data'], /is no place of data/],
    [['http://10.0.0.1/x'], /public hosts only/],
    [['http://localhost:80/x'], /public hosts only/],
    [['https://me:secret@data.example.com/x'], /^the URL of data\.example\.com holds a password/],
    [['pvc://Training'], /names no claim/],
    [['pvc://a', 'https://data.example.com/x'], /several URLs, or one claim, or one image/],
    [['image:Not Good'], /is no image/],
  ] as const)
    it(`is not ${typed.join(' and ') || 'nothing'}`, () =>
      assert.throws(() => parseInput(typed), {kind: 'usage', message}))
})

describe('the result of a run', () => {
  for (const [typed, field] of [
    ['my-registry/adapter:v1', {image: 'my-registry/adapter:v1', imagePushSecret: 'push'}],
    [
      'localhost:5000/a/b@sha256:' + 'a'.repeat(64),
      {image: 'localhost:5000/a/b@sha256:' + 'a'.repeat(64), imagePushSecret: 'push'},
    ],
    ['pvc://output-adapters', {volumeSource: {persistentVolumeClaim: {claimName: 'output-adapters'}}}],
  ] as const)
    it(`may be ${typed.slice(0, 30)}`, () => assert.deepEqual(outputField(parseOutput(typed), 'push'), field))

  for (const typed of [undefined, '', 'gs://bucket/x', 'https://x.example.com/a', 'Upper/Case:v1'])
    it(`is not ${typed}`, () => assert.throws(() => parseOutput(typed), {kind: 'usage'}))
})
