import {ifAllowed} from '@ome/inference-model/if-allowed'
import {type Node, toNode} from '@ome/inference-model/node'
import {loadQuotes} from '@ome/kaito/load-quotes'
import {regionOfNodes} from '@ome/kaito/node-region'
import {assumedProfile, type OperatorProfile, type ProfileOverrides} from '@ome/kaito/operator-profile'
import {readOperator} from '@ome/kaito/operator-reader'
import {nodes as nodeKind} from '@ome/kinds/kubernetes'
import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {readTextFile} from '../http/text-file.ts'
import {web} from '../web/http/web.ts'
import type {Admission} from './domain/server-check.ts'
import type {Market} from './domain/verdict.ts'

export type CatalogueName = 'ome' | 'kaito'

/** Which catalogue a line is about: `--catalog`, else KAITO's where nothing but KAITO is served. Ids of the Hub are OME's. */
export async function catalogueOf(
  context: Context,
  typed: CatalogueName | undefined,
  name?: string | undefined,
): Promise<CatalogueName> {
  if (typed !== undefined) return typed
  if (name?.includes('/')) return 'ome'
  try {
    const kube = await context.kube()
    const [ome, kaito] = await Promise.all([
      kube.resolve('inferenceservices.ome.io'),
      kube.resolve('workspaces.kaito.sh'),
    ])
    return !ome && kaito ? 'kaito' : 'ome'
  } catch (error) {
    // What is wrong with the cluster is told by who needs it.
    if (isOmeError(error) && error.kind !== 'cancelled') return 'ome'
    throw error
  }
}

export interface MarketFlags {
  readonly cloud?: ProfileOverrides['cloud']
  readonly 'node-mode'?: ProfileOverrides['nodeMode']
  readonly 'operator-version'?: string | undefined
  readonly region?: string | undefined
  readonly prices?: string | undefined
  readonly online?: boolean | undefined
  readonly offline?: boolean | undefined
}

/** Instance types and prices of the operator of the cluster, or of Azure where there is none. */
export async function marketOf(context: Context, flags: MarketFlags, note: (text: string) => void): Promise<Market> {
  const overrides = {cloud: flags.cloud, nodeMode: flags['node-mode'], version: flags['operator-version']}
  const read = flags.offline || flags.cloud !== undefined ? undefined : await operatorOf(context, overrides, note)
  const {profile, nodes} = read ?? {profile: assumedProfile(overrides), nodes: []}
  for (const text of profile.notes) note(text)
  const {prices, online} = flags
  const region = flags.region ?? regionOfNodes(nodes, profile.cloud)
  return {profile, region, quote: await loadQuotes(context, profile, {region, file: prices, online, note})}
}

export async function admissionOf(context: Context): Promise<Admission> {
  const {admission} = await import('./kube/admission.ts')
  const kube = await context.kube()
  if (await kube.resolve('workspaces.kaito.sh')) return admission(kube)
  throw new OmeError('not-found', 'KAITO is not installed in this cluster, so --admission has nobody to ask')
}

interface Read {
  readonly profile: OperatorProfile
  readonly nodes: readonly Node[]
}

const missing: ReadonlySet<string> = new Set(['unreachable', 'not-found', 'denied'])

/** Undefined where no cluster answers: the figures need none. A context that there is not is told. */
async function operatorOf(
  context: Context,
  overrides: ProfileOverrides,
  note: (text: string) => void,
): Promise<Read | undefined> {
  try {
    const kube = await context.kube()
    const [profile, nodes] = await Promise.all([readOperator(kube, overrides), ifAllowed(kube.list(nodeKind))])
    return profile && {profile, nodes: (nodes ?? []).map(toNode)}
  } catch (error) {
    if (!isOmeError(error) || !missing.has(error.kind)) throw error
    note(`${error.message}; azure is assumed, --cloud says another`)
    return undefined
  }
}

/** The catalogue of a file or an https address. Throws `usage` with the line where it cannot be read. */
export async function catalogueDocument(context: Context, place: string): Promise<unknown> {
  const {parseYaml} = await import('@ome/sdk/yaml')
  const [document] = await parseYaml(await catalogueText(context, place), {source: place})
  return document
}

async function catalogueText(context: Context, place: string): Promise<string> {
  if (!/^https?:\/\//.test(place)) return await readTextFile(place, context.io.stdin, context.cwd)
  if (!URL.canParse(place)) throw new OmeError('usage', `"${place}" is no address`)
  const {httpClient} = await import('@ome/sdk/http')
  const http = httpClient({env: context.env, signal: context.signal, userAgent: 'ome (models)'})
  context.onExit(() => http.close())
  return (await web(http).read(new URL(place))).text
}
