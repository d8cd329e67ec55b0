import type {Admission, ApiObject} from '../api.ts'
import {denied} from './denial.ts'
import {benchmarkJobs} from './resources.ts'

const webhook = 'benchmarkjob.ome-webhook-server.validator'

/** What a traffic scenario may look like, by task. Alternatives are not fully anchored, as in the source. */
const scenarios: Readonly<Record<string, RegExp>> = {
  'text-to-text': /^D\(\d+,\s*\d+\)$|^N\(\d+,\s*\d+\)\/\(\d+,\s*\d+\)$|^U\(\d+,\s*\d+\)(\/\(\d+,\s*\d+\))?/,
  'image-to-text': /^I\(\d+,\s*\d+(,\s*\d+)?\)$/,
  'image-to-embeddings': /^I\(\d+,\s*\d+(,\s*\d+)?\)$/,
  'text-to-embeddings': /^E\(\d+,\s*\d+\)$/,
}

/** Scenarios filled in when none are given; those for embeddings fail the webhook's own check. */
export const defaultScenarios: Readonly<Record<string, readonly string[]>> = {
  'text-to-text': ['D(100,100)', 'D(100,1000)', 'D(2000,200)', 'D(7800,200)'],
  'image-to-text': ['I(512,512)', 'I(1024,512)', 'I(2048,2048)'],
  'image-to-embeddings': ['I(512,512)', 'I(1024,512)', 'I(2048,2048)'],
  'text-to-embeddings': ['E(64)', 'E(128)', 'E(256)', 'E(512)', 'E(1024)'],
}

/** The validating webhook for benchmark jobs of OME v0.1; messages are its own. */
export const benchmarkAdmission: Admission = {
  name: webhook,
  resources: [benchmarkJobs],
  operations: ['CREATE', 'UPDATE'],
  validate(job) {
    if (job.metadata.deletionTimestamp) return []
    const problem = endpointProblem(job) ?? scenarioProblem(job) ?? parameterProblem(job) ?? storageProblem(job)
    if (problem) throw denied(webhook, problem)
    return []
  },
}

function endpointProblem({spec}: ApiObject): string | undefined {
  const {endpoint, inferenceService} = spec.endpoint ?? {}
  if (!endpoint && !inferenceService) return 'invalid endpoint: endpoint or InferenceService must be specified'
  if (endpoint && inferenceService)
    return 'invalid endpoint: endpoint and InferenceService cannot be specified together'
  return undefined
}

function scenarioProblem({spec}: ApiObject): string | undefined {
  const given: string[] = spec.trafficScenarios?.length ? spec.trafficScenarios : (defaultScenarios[spec.task] ?? [])
  const wrong = given.find((scenario) => scenarios[spec.task]?.test(scenario) !== true)
  if (wrong === undefined) return undefined
  return `invalid traffic scenarios: failed to validate scenario '${wrong}': invalid scenario format for task '${spec.task}': ${wrong}`
}

function parameterProblem({spec}: ApiObject): string | undefined {
  const {temperature, ignore_eos: ignoreEos} = spec.additionalRequestParams ?? {}
  if (temperature !== undefined && Number.isNaN(Number(temperature))) {
    return `invalid additional request parameters: invalid temperature: ${temperature}`
  }
  if (ignoreEos === undefined || ignoreEos === 'true' || ignoreEos === 'false') return undefined
  return `invalid additional request parameters: ignore_eos must be 'true' or 'false'`
}

const schemes: Readonly<Record<string, RegExp>> = {
  hf: /^hf:\/\/[^/]+\/[^/]+/,
  oci: /^oci:\/\/n\/[^/]+\/b\/[^/]+\/o\/.+/,
  pvc: /^pvc:\/\/(?:[^:/]+:)?[^/]+\/.+/,
  local: /^local:\/\/.+/,
  vendor: /^vendor:\/\/[^/]+\/[^/]+\/.+/,
  s3: /^s3:\/\/[^/]+/,
  az: /^az:\/\/[^/]+\/[^/]+/,
  gs: /^gs:\/\/[^/]+/,
  github: /^github:\/\/[^/]+\/[^/]+/,
}

/** True when a URI follows the grammar of its scheme. Grammar: OME v0.1 `pkg/utils/storage`. */
export const isStorageUri = (uri: string): boolean => schemes[uri.split('://')[0] ?? '']?.test(uri) ?? false

function storageProblem({spec}: ApiObject): string | undefined {
  const uri: string = spec.outputLocation?.storageUri ?? ''
  if (uri === '') return 'invalid storage: storageUri cannot be empty'
  return isStorageUri(uri)
    ? undefined
    : `invalid storage: error parsing storage URI: unknown storage type for URI: ${uri}`
}
