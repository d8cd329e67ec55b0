import {asObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../api.ts'
import {readBody} from './codec/body.ts'
import {decodeObject} from './codec/decode.ts'
import {encodeList, encodeObject} from './codec/encode.ts'
import {encodingOf} from './codec/encoding.ts'
import type {Exchange} from './exchange.ts'
import {readPage, selectionOf} from './read/list.ts'
import {jsonReply, type Reply} from './reply.ts'
import type {ResourceRequest} from './request-info.ts'
import type {ResourceType} from './resource-type.ts'
import {removeOptions, writeOptions} from './wire-options.ts'

async function settingsOf({info, request, user, warnings}: Exchange) {
  const bytes = await readBody(request)
  const body =
    bytes.length > 0 ? (await decodeObject(bytes, request.headers['content-type'], 'DeleteOptions')).body : {}
  const removal = removeOptions(info.query, asObject(body))
  const options = writeOptions({
    verb: info.verb,
    query: info.query,
    user,
    userAgent: request.headers['user-agent'],
    warnings,
  })
  return {removal, options: {...options, dryRun: options.dryRun || removal.dryRun}}
}

/** Success names what is gone; an object that lives on until its finalizers are done is shown instead. */
export async function removeOne(exchange: Exchange, {type, namespace, name}: ResourceRequest): Promise<Reply> {
  const encoding = encodingOf(exchange)
  const {removal, options} = await settingsOf(exchange)
  const {object, left} = exchange.front.core.operations.remove({type, namespace, name}, removal, options)
  return left ? encodeObject(object, type, encoding) : jsonReply(200, success(type, object))
}

function success({group, plural}: ResourceType, {metadata}: ApiObject): string {
  const details = {name: metadata.name, ...(group && {group}), kind: plural, ...(metadata.uid && {uid: metadata.uid})}
  return `${JSON.stringify({kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details})}\n`
}

/** Deletes what a list with the same selectors and limit would show, and answers with that list. */
export async function removeCollection(exchange: Exchange, {type, namespace}: ResourceRequest): Promise<Reply> {
  const encoding = encodingOf(exchange)
  const {removal, options} = await settingsOf(exchange)
  const {operations} = exchange.front.core
  const page = readPage(operations.store, selectionOf(type, namespace, exchange.info.query), exchange.info.query)
  const items = page.items.map(
    ({metadata}) =>
      operations.remove({type, namespace: metadata.namespace ?? '', name: metadata.name}, removal, options).object,
  )
  return encodeList({...page, items}, type, encoding)
}
