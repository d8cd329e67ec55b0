import {detectGeneration} from '@ome/inference-model/generation'
import {needsOneOf} from '@ome/inference-model/manifests/apply-order'
import {locateManifests} from '@ome/inference-model/manifests/locate-manifests'
import {type ClusterObjects, label, type Wanted} from '@ome/inference-model/manifests/manifest'
import {inParallel} from '@ome/inference-model/manifests/parallel'
import {risksOf} from '@ome/inference-model/manifests/risk'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Manifest} from '@ome/sdk/manifest'
import type {Plan} from '@ome/sdk/plan'
import {type Finding, riskFinding} from '../domain/finding.ts'
import {secretFindings, type TokenSecret, tokenSecretOf} from '../domain/model-references.ts'
import {type Surroundings, serviceFindings} from '../domain/service-references.ts'

const atOnce = 10

interface ValidateManifests {
  readonly manifests: readonly Manifest[]
  readonly namespace: string
}

/**
 * Everything that is wrong with manifests, as far as it can be known without applying them: what the server and its
 * webhooks refuse, references that lead nowhere, runtimes that do not fit, and what controllers break on.
 */
export async function validateManifests(objects: ClusterObjects, ask: ValidateManifests): Promise<readonly Finding[]> {
  const {wanted, findings} = await located(objects, ask)
  const around = await surroundings(objects, wanted)
  const others = wanted.map(({object}) => object)
  const checked = await inParallel(wanted, atOnce, async (each) => [
    ...(await serverFindings(objects, each, others)),
    ...ownFindings(each, around),
    ...(await secretsFound(objects, each, others)),
  ])
  return [...findings, ...checked.flat()]
}

/**
 * Throws `failed` for what will be refused once its namespace, model or runtime is there: so that these are not left
 * behind by a plan that ends half way. Of the plan only changes that the server could not try are looked at.
 */
export async function refuseUntried(objects: ClusterObjects, {changes}: Plan, ask: ValidateManifests): Promise<void> {
  const isUntried = ({kind, metadata: {name, namespace}}: KubeObject): boolean =>
    changes.some(
      ({untried, object}) => untried && object.kind === kind && object.name === name && object.namespace === namespace,
    )
  if (!changes.some(({untried}) => untried)) return
  const {wanted} = await located(objects, ask)
  const meant = wanted.filter(({object}) => isUntried(object))
  const around = await surroundings(objects, wanted, meant)
  const others = wanted.map(({object}) => object)
  const found = await inParallel(meant, atOnce, async (each) => [
    ...(await serverFindings(objects, each, others)),
    ...ownFindings(each, around),
  ])
  const errors = found.flat().filter(({level}) => level === 'error')
  if (errors.length === 0) return
  const lines = errors.map(({source, object, message}) => `${source}: ${object}: ${message}`)
  throw new OmeError('failed', lines.join('\n'), ['nothing was changed; mend it and try again'])
}

/** Each manifest is located alone, so that one of an unknown kind is a finding and not the end. */
async function located(
  objects: ClusterObjects,
  {manifests, namespace}: ValidateManifests,
): Promise<{readonly wanted: readonly Wanted[]; readonly findings: readonly Finding[]}> {
  const wanted: Wanted[] = []
  const findings: Finding[] = []
  for (const manifest of manifests) {
    try {
      wanted.push(...(await locateManifests(objects, [manifest], namespace)))
    } catch (error) {
      if (!isOmeError(error) || error.kind === 'unreachable') throw error
      const {source, object} = manifest
      const rule = error.kind === 'not-found' ? 'kind' : 'name'
      const message = error.message.replace(`${source}: `, '')
      findings.push({source, object: object.metadata.name ? label(object) : '-', level: 'error', rule, message})
    }
  }
  return {wanted, findings}
}

async function serverFindings(
  objects: ClusterObjects,
  {resource, object, source}: Wanted,
  others: readonly KubeObject[],
): Promise<readonly Finding[]> {
  // The server would miss what stands in the same manifests: there the definitions that are known here must do.
  if (needsOneOf(object, others)) {
    const {formFindings} = await import('./validate-offline.ts')
    return (await formFindings(object)).map((found) => ({source, object: label(object), ...found}))
  }
  try {
    await objects.tryApply(resource, object, {force: true})
    return []
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'unreachable') throw error
    const isWebhook = error.message.includes('admission webhook')
    const rule = isWebhook ? 'admission' : error.kind === 'denied' ? 'rights' : 'schema'
    return [{source, object: label(object), level: 'error', rule, message: error.message}]
  }
}

function ownFindings({object, source}: Wanted, around: Surroundings): readonly Finding[] {
  const about = {source, object: label(object)}
  const references = object.kind === 'InferenceService' ? serviceFindings(object, around) : []
  return [...risksOf(object).map(riskFinding), ...references].map((found) => ({...about, ...found}))
}

/** The Secret of a model: in the manifests, else in the cluster. */
async function secretsFound(
  objects: ClusterObjects,
  {object, source}: Wanted,
  others: readonly KubeObject[],
): Promise<readonly Finding[]> {
  const secret = tokenSecretOf(object)
  if (!secret) return []
  const own = others.find(
    ({kind, metadata}) =>
      kind === 'Secret' && metadata.name === secret.name && (metadata.namespace ?? 'default') === secret.namespace,
  )
  const found = own ?? (await readSecret(objects, secret))
  return secretFindings(secret, found).map((each) => ({source, object: label(object), ...each}))
}

async function readSecret(objects: ClusterObjects, {name, namespace}: TokenSecret) {
  const resource = await objects.resolve('secrets')
  try {
    return resource ? await objects.find(resource, name, namespace) : ('unknown' as const)
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return 'unknown' as const
    throw error
  }
}

const modelWords = ['clusterbasemodels.ome.io', 'basemodels.ome.io']
const runtimeWords = ['clusterservingruntimes.ome.io', 'servingruntimes.ome.io']

async function surroundings(
  objects: ClusterObjects,
  wanted: readonly Wanted[],
  meant: readonly Wanted[] = wanted,
): Promise<Surroundings> {
  if (!meant.some(({object}) => object.kind === 'InferenceService'))
    return {models: [], runtimes: [], nodes: [], accelerators: []}
  const own = (suffix: string): readonly KubeObject[] =>
    wanted.map(({object}) => object).filter(({kind}) => kind.endsWith(suffix))
  const [kinds, models, runtimes, nodes, accelerators] = await Promise.all([
    objects.resources(),
    listAll(objects, modelWords),
    listAll(objects, runtimeWords),
    listAll(objects, ['nodes']),
    listAll(objects, ['acceleratorclasses.ome.io']),
  ])
  const plurals = kinds.filter(({group}) => group === 'ome.io').map(({plural}) => plural)
  return {
    serverless: !detectGeneration({plurals})?.nativeRollouts,
    models: [...own('BaseModel'), ...models.found],
    runtimes: [...own('ServingRuntime'), ...runtimes.found],
    nodes: nodes.found,
    accelerators: [...own('AcceleratorClass'), ...accelerators.found],
    unlisted: [...models.unlisted, ...runtimes.unlisted, ...accelerators.unlisted],
  }
}

interface Listed {
  readonly found: readonly KubeObject[]
  readonly unlisted: readonly string[]
}

async function listAll(objects: ClusterObjects, words: readonly string[]): Promise<Listed> {
  const unlisted: string[] = []
  const found = await Promise.all(
    words.map(async (word) => {
      const resource = await objects.resolve(word)
      try {
        return resource ? await objects.list(resource, {}) : []
      } catch (error) {
        if (!isOmeError(error) || error.kind !== 'denied') throw error
        unlisted.push(word)
        return []
      }
    }),
  )
  return {found: found.flat(), unlisted}
}
