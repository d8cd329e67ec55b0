import {formatModelSize} from '@ome/capacity/model-size'
import type {View} from '@ome/sdk/view'
import type {HubHit} from '../domain/hub-hit.ts'
import {gpuName, type Placement} from '../domain/placement.ts'

/** What a search finds. `-` is what neither hub nor cluster tells. */
export const hubHits: View<readonly HubHit[]> = {
  kind: 'HubModelList',
  empty: 'no model found; fewer words or another --vendor find more',
  columns: [
    {header: 'ID', value: ({id}) => id},
    {header: 'SIZE', rank: 4, value: ({parameters}) => (parameters === undefined ? '-' : formatModelSize(parameters))},
    {header: 'ARCHITECTURE', value: ({architecture}) => architecture ?? '-'},
    {header: 'DOWNLOADS', rank: 1, value: ({downloads}) => downloads ?? '-', align: 'right'},
    {header: 'LICENSE', value: ({licence}) => licence ?? '-'},
    {header: 'GATED', rank: 2, value: ({gated}) => (gated ? 'yes' : 'no')},
    {
      header: 'FITS',
      rank: 5,
      value: ({placement}) => fits(placement),
      tone: ({placement}) =>
        placement === undefined ? undefined : placement === null ? 'bad' : placement.free ? 'good' : 'warn',
    },
    {header: 'IMPORTED', rank: 3, value: ({importedAs}) => (importedAs === undefined ? '-' : (importedAs ?? 'no'))},
  ],
  name: ({id}) => `hub/${id}`,
  json: (hit) => ({
    id: hit.id,
    parameters: hit.parameters ?? null,
    architecture: hit.architecture ?? null,
    quantization: hit.quantization ?? null,
    downloads: hit.downloads ?? null,
    likes: hit.likes ?? null,
    license: hit.licence ?? null,
    gated: hit.gated,
    updatedAt: hit.updatedAt ?? null,
    fits: hit.placement === undefined ? null : placementJson(hit.placement),
    importedAs: hit.importedAs ?? null,
  }),
}

/** The fewest GPUs that hold the weights, `/busy` when they are not free now. */
function fits(placement: Placement | null | undefined): string {
  if (placement === undefined) return '-'
  if (placement === null) return 'no'
  return `${placement.fit.gpus}x${gpuName(placement.product)}${placement.free ? '' : '/busy'}`
}

const placementJson = (placement: Placement | null): unknown =>
  placement === null
    ? {possible: false}
    : {
        possible: true,
        product: placement.product,
        gpus: placement.fit.gpus,
        nodes: placement.fit.nodes,
        free: placement.free,
      }
