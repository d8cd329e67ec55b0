import {formatModelSize} from '@ome/capacity/model-size'
import {type Hub, type HubId, matchesPattern, organisationOf, parseHubId} from '@ome/inference-model/hub/hub'
import {OmeError} from '@ome/sdk/errors'
import {hubUri, parseIdList} from '../domain/import-request.ts'

/** What the command line names: ids, the content of a list, or a vendor and a pattern. */
export interface NamedModels {
  readonly ids: readonly string[]
  readonly file?: string | undefined
  readonly list?: string | undefined
  readonly vendor?: string | undefined
  readonly pattern?: string | undefined
  readonly limit: number
}

/** The ids to import, each once. Throws `usage` when nothing is named or a list is mixed with ids. */
export async function idsToImport(hub: Hub, named: NamedModels): Promise<readonly HubId[]> {
  const {ids, list, file, vendor, pattern, limit} = named
  const ways = [ids.length > 0, list !== undefined, vendor !== undefined].filter(Boolean).length
  if (ways !== 1) {
    throw new OmeError('usage', ways === 0 ? 'which model?' : 'give ids, --file or --vendor, not several of them', [
      'give an id: ome import hf meta-llama/Llama-3.3-70B-Instruct',
      'or several: ome import hf --file models.txt, ome import hf --vendor meta --pattern "Llama-3*"',
    ])
  }
  const found =
    list !== undefined
      ? parseIdList(list, file ?? 'the list')
      : vendor !== undefined
        ? await idsOfVendor(hub, {vendor, pattern: pattern ?? '*', limit})
        : ids.map(parseHubId)
  return [...new Map(found.map((id) => [hubUri(id), id])).values()]
}

/** The ids of a vendor that match a pattern. Throws `not-found` for none and `usage` for more than `limit`. */
async function idsOfVendor(
  hub: Hub,
  {vendor, pattern, limit}: {readonly vendor: string; readonly pattern: string; readonly limit: number},
): Promise<readonly HubId[]> {
  const found = await hub.search({
    organisation: organisationOf(vendor),
    sort: 'downloads',
    limit: 1000,
    namesOnly: true,
  })
  const hits = found.filter(({id}) => matchesPattern(id, pattern))
  if (hits.length === 0) {
    throw new OmeError('not-found', `no model of "${vendor}" matches "${pattern}"`, [
      `see what there is: ome search hf --vendor ${vendor}`,
    ])
  }
  if (hits.length > limit) {
    throw new OmeError('usage', `${hits.length} models match "${pattern}", more than the limit of ${limit}`, [
      `import them all: --limit ${hits.length}`,
      'or narrow the pattern',
    ])
  }
  return hits.map(({id}) => ({id}))
}

/** What a person may choose from after a search: the most downloaded models, with their size. */
export async function hubChoices(
  hub: Hub,
  words: string,
): Promise<readonly {readonly name: string; readonly hint?: string}[]> {
  const found = await hub.search({text: words, sort: 'downloads', limit: 20})
  return found.map(({id, parameters}) => ({
    name: id,
    ...(parameters !== undefined && {hint: formatModelSize(parameters)}),
  }))
}
