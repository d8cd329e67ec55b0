import type {ResolvedModel} from '@ome/kaito/model-resolution'
import {type SizingRow, usd} from '@ome/kaito/sizing'
import {quoteSource} from '@ome/pricing/quote'
import type {KaitoDeployRequest} from './deploy-request.ts'
import type {DeploymentPlace} from './deployment-place.ts'

interface Decided {
  readonly request: KaitoDeployRequest
  readonly model: ResolvedModel | undefined
  readonly place: DeploymentPlace
}

/** What stands over the lines of a plan: what was decided, then how words were taken. */
export function deployNotes({
  request,
  model,
  place,
  notes,
}: Decided & {readonly notes: readonly string[]}): readonly string[] {
  const {row} = place
  return [
    ...(model ? [`model ${model.preset}${sizeWords(model)}`] : []),
    ...(row
      ? [placeWords(row, replicasOf(request)), priceWords(row, replicasOf(request))]
      : ['nodes and price: <unknown>, for the size is not known here']),
    ...(model?.model ? [`it may take ${model.model.readinessMinutes} min to start before KAITO gives up`] : []),
    ...notes.map((note) => `note: ${note}`),
  ]
}

const sizeWords = ({id, model, preset}: ResolvedModel): string => {
  const known = id === preset ? '' : ` (${id})`
  return model ? `${known}: ${model.weightGiB} GiB of weights` : known
}

const placeWords = ({nodes, instance}: SizingRow, replicas: number): string =>
  `${replicas === 1 ? '' : `${replicas} replicas of `}${nodes} ${nodes === 1 ? 'node' : 'nodes'} × ${instance.gpus} ${instance.gpus === 1 ? 'GPU' : 'GPUs'} of ${instance.instanceType} (${instance.gpuModel}, ${instance.totalMemoryGiB} GiB a node)`

/** The price as one line; an unknown price is said, never 0. */
export function priceWords({quote, usdPerHour}: SizingRow, replicas: number): string {
  if (!quote || usdPerHour === undefined) return 'price: <unknown>/h, no source states one for these nodes'
  return `price: ${usd(usdPerHour * replicas)}/h for the GPU nodes alone (${quoteSource(quote)})`
}

/** Least replicas of what is made. */
const replicasOf = ({replicas, scaler}: KaitoDeployRequest): number => scaler?.min ?? replicas

/** The same for programs. */
export function deployDetails({
  request,
  name,
  model,
  place,
}: Decided & {readonly name: string}): Readonly<Record<string, unknown>> {
  const {row, instanceType} = place
  const replicas = replicasOf(request)
  return {
    object: `${request.noun}/${name}`,
    model: model?.preset,
    instanceType,
    replicas,
    ...(row && {
      nodes: row.nodes * replicas,
      gpusPerNode: row.instance.gpus,
      gpusTotal: row.gpus * replicas,
      ...(row.quote && {
        usdPerHour: Number(((row.usdPerHour ?? 0) * replicas).toFixed(4)),
        priceSource: quoteSource(row.quote),
      }),
    }),
  }
}
