import type {ApiObject} from '../../api.ts'
import type {Page} from '../read/list.ts'
import {jsonReply, type Reply} from '../reply.ts'
import type {ResourceType} from '../resource-type.ts'
import {type TableContext, tableOf} from '../table/table.ts'
import {encoded} from './json.ts'
import type {Accepted} from './negotiate.ts'
import {metadataOnly} from './present.ts'

/** How an answer is to be written. */
export interface Encoding extends TableContext {
  readonly accepted: Accepted
  readonly pretty: boolean
}

/** One object as asked for: as it is, as a Table of one row, as its metadata; compact JSON, indented JSON or YAML. */
export async function encodeObject(
  object: ApiObject,
  type: ResourceType,
  encoding: Encoding,
  code = 200,
): Promise<Reply> {
  const {as, version} = encoding.accepted
  if (as === 'Table')
    return finish(
      tableOf(type, [object], {resourceVersion: object.metadata.resourceVersion ?? ''}, encoding),
      encoding,
      code,
    )
  if (as === 'PartialObjectMetadata') return finish(metadataOnly(object, version), encoding, code)
  if (encoding.accepted.yaml || encoding.pretty) return finish(object, encoding, code)
  return jsonReply(code, `${encoded(object)}\n`)
}

/** A page in the same forms. Compact JSON is joined from the kept texts of the objects. */
export async function encodeList(page: Page, type: ResourceType, encoding: Encoding): Promise<Reply> {
  const {as, version} = encoding.accepted
  const metadata = {
    ...(type.custom && {continue: ''}),
    ...(page.next && {continue: page.next}),
    ...(page.remaining !== undefined && {remainingItemCount: page.remaining}),
    resourceVersion: String(page.revision),
  }
  if (as === 'Table') return finish(tableOf(type, page.items, metadata, encoding), encoding, 200)
  const [kind, apiVersion] =
    as === 'object' ? [type.listKind, type.apiVersion] : ['PartialObjectMetadataList', `meta.k8s.io/${version}`]
  const items = as === 'object' ? page.items : page.items.map((item) => metadataOnly(item, version))
  if (encoding.accepted.yaml || encoding.pretty) return finish({apiVersion, items, kind, metadata}, encoding, 200)
  const body = `{"apiVersion":${JSON.stringify(apiVersion)},"items":[${items.map(encoded).join(',')}],"kind":${JSON.stringify(kind)},"metadata":${JSON.stringify(metadata)}}\n`
  return jsonReply(200, body)
}

async function finish(
  value: object,
  {accepted, pretty}: Pick<Encoding, 'accepted' | 'pretty'>,
  code: number,
): Promise<Reply> {
  if (accepted.yaml) {
    const {dump} = await import('js-yaml')
    return {code, body: dump(value, {noRefs: true, lineWidth: -1}), type: 'application/yaml'}
  }
  return jsonReply(code, `${pretty ? JSON.stringify(value, null, 2) : JSON.stringify(value)}\n`)
}
