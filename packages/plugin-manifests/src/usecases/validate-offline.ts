import {label} from '@ome/inference-model/manifests/manifest'
import {risksOf} from '@ome/inference-model/manifests/risk'
import {isKnownGroup} from '@ome/kinds/known-kinds'
import {runtimeProblem, serviceProblem} from '@ome/kinds/ome-admission'
import type {KubeObject} from '@ome/sdk/kube'
import {authored, type Manifest} from '@ome/sdk/manifest'
import {type Finding, riskFinding} from '../domain/finding.ts'
import {metadataProblems} from '../domain/metadata-rules.ts'
import {secretFindings, tokenSecretOf} from '../domain/model-references.ts'
import {serviceFindings} from '../domain/service-references.ts'
import {type SchemaReport, schemaCheck} from './check-schema.ts'

export interface ValidateOffline {
  readonly manifests: readonly Manifest[]
  /** For objects that name none. */
  readonly namespace: string
  /** The line of OME they are for; absent: any. */
  readonly generation?: 'v0.1' | 'v1.3' | undefined
}

type Found = Pick<Finding, 'level' | 'rule' | 'message'>

/** What can be said of manifests without a cluster: it knows the definitions of Kubernetes and of the stacks. */
export async function validateOffline({
  manifests,
  namespace,
  generation,
}: ValidateOffline): Promise<readonly Finding[]> {
  const check = schemaCheck(manifests)
  const written = await Promise.all(
    manifests.map(async ({object, source}) => {
      const reports = (await check(authored(object))).filter(
        ({form}) => generation === undefined || form.generation === undefined || form.generation === generation,
      )
      const isNamespaced = reports[0]?.form.namespaced ?? object.metadata.namespace !== undefined
      return {object: placed(authored(object), isNamespaced, namespace), source, reports}
    }),
  )
  const objects = written.map(({object}) => object)
  const around = {
    models: objects.filter(({kind}) => kind.endsWith('BaseModel')),
    runtimes: objects.filter(({kind}) => kind.endsWith('ServingRuntime')),
    nodes: [],
    accelerators: objects.filter(({kind}) => kind === 'AcceleratorClass'),
    isPartial: true,
    serverless: generation === undefined ? undefined : generation === 'v0.1',
  } as const
  const seen = new Map<string, string>()
  return written.flatMap(({object, source, reports}) => {
    const about = {source, object: object.metadata.name ? label(object) : '-'}
    const key = `${object.apiVersion} ${about.object}`
    const first = about.object === '-' ? undefined : seen.get(key)
    seen.set(key, source)
    return [
      ...(first === undefined ? [] : [error('double', `it stands in ${first} too`)]),
      ...schemaFindings(object, reports, generation),
      ...metadataProblems(object).map((message) => error('name', message)),
      ...admissionFindings(object, reports),
      ...risksOf(object).map(riskFinding),
      ...(object.kind === 'InferenceService' ? serviceFindings(object, around) : []),
      ...secretsOfManifests(object, objects),
    ].map((found) => ({...about, ...found}))
  })
}

/** What a server would have against an object that it cannot be asked about yet. */
export async function formFindings(object: KubeObject): Promise<readonly Found[]> {
  const reports = await schemaCheck([])(object)
  const [best] = reports.toSorted((a, b) => a.problems.length - b.problems.length)
  return [
    ...(best?.problems ?? []).map(({rule, message}) => error(rule, message)),
    ...metadataProblems(object).map((message) => error('name', message)),
    ...admissionFindings(object, reports),
  ]
}

function secretsOfManifests(object: KubeObject, others: readonly KubeObject[]): readonly Found[] {
  const secret = tokenSecretOf(object)
  if (!secret) return []
  const own = others.find(
    ({kind, metadata: {name, namespace}}) =>
      kind === 'Secret' && name === secret.name && namespace === secret.namespace,
  )
  return secretFindings(secret, own ?? 'unknown')
}

function placed(object: KubeObject, isNamespaced: boolean, namespace: string): KubeObject {
  const {namespace: own, ...metadata} = object.metadata
  return {...object, metadata: {...metadata, ...(isNamespaced ? {namespace: own ?? namespace} : {})}}
}

function schemaFindings({apiVersion, kind}: KubeObject, reports: readonly SchemaReport[], asked?: string): Found[] {
  const [best] = [...reports].sort((a, b) => a.problems.length - b.problems.length)
  if (!best) {
    const [, group = ''] = apiVersion.split('/').reverse()
    if (isKnownGroup(group))
      return [
        error('kind', `there is no kind "${kind}" in ${apiVersion}${asked === undefined ? '' : ` of OME ${asked}`}`),
      ]
    return [
      warning('kind', `the definition of "${kind}" in ${apiVersion} is not known here: its fields were not checked`),
    ]
  }
  if (best.problems.length > 0) return best.problems.map(({rule, message}) => error(rule, message))
  const other = reports.find(({problems}) => problems.length > 0)
  const [first] = other?.problems ?? []
  if (!other || !first) return []
  return [warning('generation', `OME ${linesOf(other.form.generation)} does not take it: ${first.message}`)]
}

const linesOf = (generation: string | undefined): string => (generation === 'v0.1' ? 'v0.1 to v1.2' : `${generation}`)

/** The webhooks of v0.1 to v1.2 judge what is meant for them. */
function admissionFindings(object: KubeObject, reports: readonly SchemaReport[]): Found[] {
  const isFor = (generation: string): boolean =>
    reports.some(({form, problems}) => form.generation === generation && problems.length === 0)
  const problem =
    object.kind === 'InferenceService' && isFor('v0.1')
      ? serviceProblem({metadata: object.metadata, spec: object['spec']})
      : object.kind.endsWith('ServingRuntime') && (isFor('v0.1') || isFor('v1.3'))
        ? runtimeProblem({metadata: object.metadata, spec: object['spec']}, `${object.kind.toLowerCase()}s`)
        : undefined
  return problem === undefined ? [] : [error('admission', problem)]
}

const error = (rule: string, message: string): Found => ({level: 'error', rule, message})
const warning = (rule: string, message: string): Found => ({level: 'warning', rule, message})
