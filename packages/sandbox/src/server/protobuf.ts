import {bodyMediaTypes, unsupportedMediaType} from './errors.ts'
import type {JsonObject} from './json.ts'

export function decodeProtobuf(_bytes: Buffer): JsonObject {
  throw unsupportedMediaType(bodyMediaTypes)
}
